package history

import (
	"bytes"
	"encoding/csv"
	"strings"

	"marque/internal/civil"
	"marque/internal/core/explain"
	"marque/internal/l10n"
	"marque/internal/money"
)

// byteOrderMark tells spreadsheets that the text is UTF-8.
const byteOrderMark = "\ufeff"

// columns are the heads of the table, in order. Days are written as 2026-11-22 and amounts as 612.44 in every language, so that a program reads them.
func columns() []l10n.Text {
	return []l10n.Text{
		l10n.T("Date", "Fecha", "Datum"), l10n.T("Entered", "Registrado", "Erfasst"), l10n.T("Entry", "Asiento", "Eintrag"), l10n.T("State", "Estado", "Stand"),
		l10n.T("Amount", "Importe", "Betrag"), l10n.T("Interest", "Intereses", "Zinsen"), l10n.T("Principal", "Capital", "Kapital"),
		l10n.T("Lease payment", "Pago de arrendamiento", "Leasingrate"), l10n.T("Tax", "Impuesto", "Steuer"), l10n.T("Fees", "Cargos", "Gebühren"),
		l10n.T("Held for you", "Retenido para usted", "Für Sie verwahrt"), l10n.T("Credit balance", "Saldo a favor", "Guthaben"),
		l10n.T("Balance", "Saldo", "Saldo"), l10n.T("Currency", "Moneda", "Währung"), l10n.T("Note", "Nota", "Bemerkung"),
		l10n.T("How it was worked out", "Cómo se calculó", "Wie gerechnet wurde"), l10n.T("Key", "Clave", "Schlüssel"),
	}
}

// CSV writes entries as a table for spreadsheets (RFC 4180), the oldest first, each with its working.
func (r Reader) CSV(entries []Entry) ([]byte, error) {
	var out bytes.Buffer
	out.WriteString(byteOrderMark)
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	var head []string
	for _, c := range columns() {
		head = append(head, c.In(r.Locale))
	}
	_ = w.Write(head) // a buffer takes all
	for _, e := range entries {
		_ = w.Write(r.row(e))
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

func (r Reader) row(e Entry) []string {
	currency := r.Terms.Money()
	state := l10n.T("counted", "contado", "gezählt")
	if e.Void != "" {
		state = l10n.T("undone", "anulado", "aufgehoben")
	}
	entered := ""
	if !e.Recorded.IsZero() {
		entered = civil.On(e.Recorded, r.Zone).String()
	}
	row := []string{e.Effective.String(), entered, plain(e.Title.In(r.Locale)), state.In(r.Locale)}
	for _, c := range []money.Cents{e.Amount, e.Interest, e.Principal, e.Rent, e.Tax, e.Fee, e.Unapplied, e.Credit, e.Balance} {
		row = append(row, c.Text(currency))
	}
	var working []string
	for _, s := range explain.For(r.Terms, r.Locale).Line(e.Line) {
		working = append(working, s.String())
	}
	return append(row, currency.Code, plain(e.Note.In(r.Locale)), plain(strings.Join(working, "; ")), plain(e.Key))
}

// plain keeps a spreadsheet from taking a text for a formula.
func plain(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
