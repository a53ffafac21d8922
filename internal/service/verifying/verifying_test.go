package verifying_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"marque/internal/app/apptest"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/payment"
	"marque/internal/core/statement"
	"marque/internal/service/lettering"
	"marque/internal/service/paying"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

func by() access.Actor { return access.System("verify") }

// book is a loan with a settled payment, a statement and deposits that have arrived in another account, and a lease.
func book(t *testing.T, db *engine.DB) *apptest.World {
	t.Helper()
	w := apptest.Open(t, db, apptest.NewClock("2026-02-05T15:00:00Z"))
	if err := w.Billing.Pin(t.Context(), civil.MustParse("2026-02-05")); err != nil {
		t.Fatal(err)
	}
	loan, customer := w.Activate(t, apptest.Loan("C1"))
	w.Activate(t, apptest.Lease("L1"))
	o := paying.Order{
		Contract: loan, Amount: 50000, Kind: contract.RegularPayment, Date: civil.MustParse("2026-02-05"), Key: "k1",
		New: payment.AccountInput{Type: "checking", Routing: "021000021", Number: "1234567890", Confirm: "7890"},
	}
	account, err := w.Paying.Prepare(t.Context(), customer, o)
	if err != nil {
		t.Fatal(err)
	}
	o.Account = account.ID
	if _, err := w.Paying.PayOnce(t.Context(), customer, o); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Lettering.Issue(t.Context(), customer, lettering.Order{Contract: loan, Kind: statement.StandingLetter, Key: "letter"}); err != nil {
		t.Fatal(err)
	}
	other, err := w.Paying.AddAccount(t.Context(), customer, payment.AccountInput{Type: "savings", Routing: "021000021", Number: "5550001111", Confirm: "1111"}, "")
	if err == nil {
		err = w.Paying.SendDeposits(t.Context(), customer, other.ID)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Cycle.Through(t.Context(), civil.MustParse("2026-02-05"), nil, func(apptest.Day) {}); err != nil {
		t.Fatal(err)
	}
	if err := w.Cycle.Through(t.Context(), civil.MustParse("2026-02-10"), nil, func(apptest.Day) {}); err != nil {
		t.Fatal(err)
	}
	return w
}

func findings(t *testing.T, w *apptest.World) []string {
	t.Helper()
	report, err := w.Verifying.Verify(t.Context(), by())
	if err != nil {
		t.Fatal(err)
	}
	return report.Findings
}

func TestABookInOrderHasNoFindings(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := book(t, db)
		report, err := w.Verifying.Verify(t.Context(), by())
		if err != nil || report.Contracts != 2 || report.Events < 3 || len(report.Findings) != 0 {
			t.Errorf("got %+v, %v", report, err)
		}
	})
}

// tamper does what an attacker with the database's password would: take the triggers off a table, then change it.
func tamper(t *testing.T, db *engine.DB, table, sql string) {
	t.Helper()
	var statements []string
	if db.Postgres() {
		statements = []string{fmt.Sprintf("alter table %s disable trigger user", table), "set session_replication_role = replica", sql}
	} else {
		statements = []string{"drop trigger if exists " + table + "_no_update", "drop trigger if exists " + table + "_no_delete", "pragma defer_foreign_keys = on", sql}
	}
	err := db.Write(t.Context(), func(tx *engine.Tx) error {
		for _, s := range statements {
			if _, err := tx.Exec(s); err != nil {
				return fmt.Errorf("%s: %w", s, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestEveryKindOfTamperingIsFound(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, table, sql, want string }{
		{"a changed posting", "ledger_postings", "update ledger_postings set amount = amount + 1 where account = 1100", "does not sum to zero"},
		{"two postings changed alike", "ledger_postings", "update ledger_postings set amount = amount * 2", "is not what happened"},
		{"a moved balance", "ledger_balances", "update ledger_balances set balance = balance + 100 where account = 1000", "its postings sum to"},
		{"a changed payment event", "contract_events", "update contract_events set body = replace(body, '50000', '50001') where kind = 'payment'", "is not what its terms and events fold to"},
		{"a flipped letter of an event", "contract_events", "update contract_events set body = replace(body, 'ach', 'acg') where kind = 'payment'", "is not what its terms and events fold to"},
		{"a moved effective date", "contract_events", "update contract_events set effective = '2026-02-04' where kind = 'payment'", "is not what its terms and events fold to"},
		{"changed terms", "contracts", "update contracts set terms = replace(terms, '2400000', '2400001')", "is not what its terms and events fold to"},
		{"another vehicle", "contracts", "update contracts set vin = 'WVWZZZ3CZTE000000'", ""},
		{"a cached balance", "contract_states", "update contract_states set balance = balance - 1", "its cached figures are not those of its state"},
		{"a cached digest", "contract_states", "update contract_states set events = events + 1", "its cached figures are not those of its state"},
		{"a payment's amount", "payments", "update payments set amount = 1", "otherwise than it was made"},
		{"a payment's state", "payments", "update payments set state = 'cancelled'", "otherwise than it was made"},
		{"deposits that nobody booked", "account_verifications", "update account_verifications set booked_on = null", "is not booked as it moved"},
		{"deposits of another account", "account_verifications", "update account_verifications set account_id = id", "stands otherwise in the files to the bank"},
		{"a verification that is gone", "account_verifications", "delete from account_verifications", "nothing was verified by it"},
		{"a deposit of another amount", "bank_entries", "update bank_entries set amount = amount + 1 where kind = 'micro'", "is not booked as it moved"},
		{"a debit of more than the deposits", "bank_entries", "update bank_entries set amount = amount + 9 where kind = 'micro_debit'", "takes back more than it gave"},
		{"an entry of another amount", "bank_entries", "update bank_entries set amount = amount + 1", "stands otherwise in the file to the bank"},
		{"a removed entry", "bank_entries", "delete from bank_entries", "stands 0 times in the files to the bank"},
		{"a removed payment", "payments", "delete from payments", "nobody made it"},
		{"nobody on a contract", "contract_parties", "delete from contract_parties", "nobody is on it"},
		{"a statement's hash", "statements", "update statements set balance = 0, sha256 = file", "is not the file that was issued"},
		{"a letter's hash", "letters", "update letters set sha256 = code_hash", "of 2026-02-05 is not the file that was issued"},
		{"a pending amount", "ledger_pendings", "update ledger_pendings set amount = amount + 1", "not where the payment stands"},
		{"an end that was taken away", "ledger_outcomes", "delete from ledger_outcomes", "not where the payment stands"},
		{"money that was voided after all", "ledger_outcomes", "update ledger_outcomes set phase = 'voided'", "not where the payment stands"},
		{"an audit note", "audits", "update audits set note = 'x' where n = 1", "audit chain"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			enginetest.Each(t, func(t *testing.T, db *engine.DB) {
				w := book(t, db)
				tamper(t, db, c.table, c.sql)
				found := findings(t, w)
				if len(found) == 0 || !strings.Contains(strings.Join(found, "\n"), c.want) {
					t.Errorf("got %q, want %q", found, c.want)
				}
			})
		})
	}
}

func TestOneFlippedByteOfASealedValueIsFound(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ table, column string }{{"parties", "email"}, {"bank_accounts", "number"}, {"statements", "file"}} {
		t.Run(c.table, func(t *testing.T) {
			t.Parallel()
			enginetest.Each(t, func(t *testing.T, db *engine.DB) {
				w := book(t, db)
				var sealed []byte
				if err := db.Reader(t.Context()).QueryRow("select " + c.column + " from " + c.table).Scan(&sealed); err != nil {
					t.Fatal(err)
				}
				sealed[len(sealed)/2] ^= 1
				literal := fmt.Sprintf("x'%x'", sealed)
				if db.Postgres() {
					literal = fmt.Sprintf(`'\x%x'`, sealed)
				}
				tamper(t, db, c.table, "update "+c.table+" set "+c.column+" = "+literal)
				if found := findings(t, w); len(found) == 0 {
					t.Error("nothing was found")
				}
			})
		})
	}
}

func TestARemovedRowIsFound(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ table, sql string }{
		{"contract_events", "delete from contract_events where kind = 'payment'"},
		{"ledger_postings", "delete from ledger_postings where account = 1000"},
		{"contract_states", "delete from contract_states"},
		{"ledger_balances", "delete from ledger_balances"},
		{"audits", "delete from audits where n = 2"},
		{"audit_heads", "delete from audit_heads where n = 1"},
	} {
		t.Run(c.table, func(t *testing.T) {
			t.Parallel()
			enginetest.Each(t, func(t *testing.T, db *engine.DB) {
				w := book(t, db)
				tamper(t, db, c.table, c.sql)
				if found := findings(t, w); len(found) == 0 {
					t.Error("nothing was found")
				}
			})
		})
	}
}

func TestTheDigestIsTheSameOnBothEnginesAndUnderOtherKeys(t *testing.T) {
	t.Parallel()
	digest := func(db *engine.DB) string {
		got, err := book(t, db).Verifying.Digest(t.Context(), by())
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	lite := digest(enginetest.SQLite(t))
	if again := digest(enginetest.SQLite(t)); again != lite {
		t.Errorf("another database of the same engine: got %s, want %s", again, lite)
	}
	if got := digest(enginetest.Postgres(t)); got != lite {
		t.Errorf("PostgreSQL: got %s, want %s", got, lite)
	}
}

func TestTheDigestSeesEveryCent(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *engine.DB) {
		w := book(t, db)
		before, err := w.Verifying.Digest(t.Context(), by())
		if err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(time.Hour)
		if got, err := w.Verifying.Digest(t.Context(), by()); err != nil || got != before {
			t.Errorf("an hour later: got %s, %v, want %s", got, err, before)
		}
		tamper(t, db, "ledger_balances", "update ledger_balances set balance = balance + 1 where account = 1100")
		if got, err := w.Verifying.Digest(t.Context(), by()); err != nil || got == before {
			t.Errorf("a cent more: got the same digest, %v", err)
		}
	})
}
