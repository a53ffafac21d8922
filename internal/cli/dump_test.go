package cli_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"marque/internal/civil"
	"marque/internal/seal"
	"marque/internal/store/engine"
	"marque/internal/store/engine/enginetest"
	"marque/internal/store/sealings"
)

// hay is something that a thief would have: one value of a table, or a file.
type hay struct {
	where  string
	data   []byte
	number bool // the column holds whole numbers
}

// dump reads every value of every table of the database, whoever made it: ours, the queue's, the migrations'.
func dump(t *testing.T, p place) []hay {
	t.Helper()
	db := p.open(t)
	defer db.Close()
	r := db.Reader(t.Context())
	tables := `select name, name from sqlite_master where type = 'table'`
	if db.Postgres() {
		tables = `select table_schema::text, table_name::text from information_schema.tables where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`
	}
	rows, err := r.Query(tables)
	all, err := engine.All(rows, err, func(rows *engine.Rows) ([2]string, error) {
		var name [2]string
		err := rows.Scan(&name[0], &name[1])
		return name, err
	})
	if err != nil || len(all) < 40 {
		t.Fatalf("got %d tables, %v", len(all), err)
	}
	var out []hay
	for _, name := range all {
		for _, column := range columns(t, r, db.Postgres(), name) {
			out = append(out, cells(t, r, db.Postgres(), name, column)...)
		}
	}
	return out
}

func columns(t *testing.T, r engine.Reader, postgres bool, table [2]string) []string {
	t.Helper()
	sql := `select name, $1 from pragma_table_info($2)`
	if postgres {
		sql = `select column_name::text, '' from information_schema.columns where table_schema = $1 and table_name = $2`
	}
	rows, err := r.Query(sql, table[0], table[1])
	all, err := engine.All(rows, err, func(rows *engine.Rows) (string, error) {
		var name, other string
		err := rows.Scan(&name, &other)
		return name, err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// cells reads a column: bytes as they are, everything else as the text that the engine makes of it.
func cells(t *testing.T, r engine.Reader, postgres bool, table [2]string, column string) []hay {
	t.Helper()
	sql := fmt.Sprintf(`select case typeof(%q) when 'blob' then %[1]q else cast(cast(%[1]q as text) as blob) end, typeof(%[1]q) from %[2]q where %[1]q is not null`, column, table[1])
	if postgres {
		value := fmt.Sprintf(`convert_to(%q::text, 'UTF8')`, column)
		if kindOf(t, r, table, column) == "bytea" {
			value = fmt.Sprintf(`%q`, column)
		}
		sql = fmt.Sprintf(`select %s, pg_typeof(%q)::text from %q.%q where %[2]q is not null`, value, column, table[0], table[1])
	}
	rows, err := r.Query(sql)
	all, err := engine.All(rows, err, func(rows *engine.Rows) (hay, error) {
		h := hay{where: table[1] + "." + column}
		var kind string
		err := rows.Scan(&h.data, &kind)
		h.number = slices.Contains([]string{"integer", "bigint", "smallint", "real", "numeric"}, kind)
		return h, err
	})
	if err != nil {
		t.Fatalf("%s.%s: %v", table[1], column, err)
	}
	return all
}

func kindOf(t *testing.T, r engine.Reader, table [2]string, column string) (kind string) {
	t.Helper()
	err := r.QueryRow(`select data_type::text from information_schema.columns where table_schema = $1 and table_name = $2 and column_name = $3`,
		table[0], table[1], column).Scan(&kind)
	if err != nil {
		t.Fatal(err)
	}
	return kind
}

// files reads everything in the data directory but the keys: of SQLite that is the database with its free pages, and its log.
func files(t *testing.T, dir string) []hay {
	t.Helper()
	var out []hay
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == "keys.json" {
			return err
		}
		data, err := os.ReadFile(path)
		out = append(out, hay{where: d.Name(), data: data})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// seeds is what the demo told us of its people and must not be found, opened from where it is sealed.
type seeds struct{ emails, phones, accounts, taxes, streets, births []string }

func (p place) seeds(t *testing.T) seeds {
	t.Helper()
	box, err := seal.Load(filepath.Join(p.data, "keys.json"), false)
	if err != nil {
		t.Fatal(err)
	}
	db := p.open(t)
	defer db.Close()
	var s seeds
	into := map[string]*[]string{
		"parties.email": &s.emails, "parties.phone": &s.phones, "parties.tax_id_last4": &s.taxes, "parties.line1": &s.streets, "parties.birth_date": &s.births,
		"bank_accounts.number": &s.accounts, "bank_accounts.routing": &s.accounts,
	}
	for name, list := range into {
		table, column, _ := strings.Cut(name, ".")
		rows, err := db.Reader(t.Context()).Query(fmt.Sprintf(`select cast(id as text), %s from %s where %[1]s is not null`, column, table))
		opened, err := engine.All(rows, err, func(rows *engine.Rows) (string, error) {
			var row string
			var sealed []byte
			if err := rows.Scan(&row, &sealed); err != nil {
				return "", err
			}
			return box.Open(seal.Place{Table: table, Column: column, Row: row}, sealed)
		})
		if err != nil {
			t.Fatal(err)
		}
		*list = slices.DeleteFunc(slices.Compact(slices.Sorted(slices.Values(append(*list, opened...)))), func(v string) bool { return v == "" })
	}
	// The test must not be fooled by having nothing to look for: the demo numbers its people.
	for _, known := range []string{"customer1@example.com", "customer50@example.com"} {
		if !slices.Contains(s.emails, known) {
			t.Fatalf("%s is not among %d addresses", known, len(s.emails))
		}
	}
	if len(s.phones) < 50 || len(s.taxes) < 50 || len(s.streets) < 50 || len(s.births) < 50 || !slices.Contains(s.accounts, "000123456789") || len(s.accounts) < 8 {
		t.Fatalf("got %d telephones, %d tax fragments, %d streets, %d birth dates and the accounts %v", len(s.phones), len(s.taxes), len(s.streets), len(s.births), s.accounts)
	}
	return s
}

// needle is a form in which a value could stand somewhere.
type needle struct{ of, text string }

func forms(texts ...string) []needle {
	var out []needle
	for _, text := range texts {
		out = append(out, needle{texts[0], strings.ToLower(text)})
	}
	return out
}

// encoded are the hexadecimal form of a value and what each of its three places in a base 64 text makes of its middle.
func encoded(n needle) []needle {
	out := []needle{{n.of, hex.EncodeToString([]byte(n.of))}, {n.of, strings.ToUpper(hex.EncodeToString([]byte(n.of)))}}
	for shift := range 3 {
		for _, e := range []*base64.Encoding{base64.StdEncoding, base64.URLEncoding} {
			text := e.EncodeToString(append(make([]byte, shift), n.of...))
			from := []int{0, 2, 3}[shift]
			out = append(out, needle{n.of, text[from : len(text)-4]}) // the ends depend on the neighbours
		}
	}
	return out
}

// needles is how values could be written. Each form has at least eight characters, so that chance does not write it.
func (s seeds) needles() (folded, exact []needle) {
	for _, e := range s.emails {
		name, domain, _ := strings.Cut(e, "@")
		labels := strings.Split(domain, ".")
		slices.Reverse(labels)
		folded = append(folded, forms(e, name+" at "+domain, strings.Join(labels, ".")+"/"+name, strings.Join(labels, ".")+"."+name, url.QueryEscape(e))...)
	}
	for _, p := range s.phones {
		d := strings.TrimPrefix(p, "+1")
		folded = append(folded, forms(p, d, "("+d[:3]+") "+d[3:6]+"-"+d[6:], d[:3]+"-"+d[3:6]+"-"+d[6:], d[:3]+"."+d[3:6]+"."+d[6:], d[3:6]+"-"+d[6:], url.QueryEscape(p))...)
	}
	for _, n := range s.accounts {
		folded = append(folded, forms(n, strings.TrimLeft(n, "0"))...)
	}
	for _, line := range s.streets {
		folded = append(folded, forms(line, strings.ReplaceAll(line, " ", "+"), url.PathEscape(line))...)
	}
	for _, b := range s.births {
		day := civil.MustParse(b).Start(time.UTC)
		folded = append(folded, forms(b, day.Format("20060102"), day.Format("2006/01/02"), day.Format("01/02/2006"), day.Format("January 2, 2006"))...)
	}
	for _, n := range folded {
		if n.text == strings.ToLower(n.of) {
			exact = append(exact, encoded(n)...)
		}
	}
	return folded, exact
}

// lookup finds many needles in one walk: by their first eight bytes.
type lookup struct {
	first [1 << 16]bool // by the first two of them
	all   map[[8]byte][]needle
}

func newLookup(all []needle) *lookup {
	out := &lookup{all: map[[8]byte][]needle{}}
	for _, n := range all {
		key := [8]byte([]byte(n.text))
		out.all[key] = append(out.all[key], n)
		out.first[int(key[0])<<8|int(key[1])] = true
	}
	return out
}

func (l *lookup) in(h hay) []string {
	var found []string
	for i := 0; i+8 <= len(h.data); i++ {
		if !l.first[int(h.data[i])<<8|int(h.data[i+1])] {
			continue
		}
		for _, n := range l.all[[8]byte(h.data[i:])] {
			if bytes.HasPrefix(h.data[i:], []byte(n.text)) && !inAFigure(h.data, i, n.text) {
				found = append(found, fmt.Sprintf("%s holds %s as %q", h.where, n.of, n.text))
			}
		}
	}
	return found
}

// inAFigure tells whether figures alone stand in the midst of a longer run of hexadecimal figures: an id, or a hash, which chance makes.
func inAFigure(data []byte, at int, text string) bool {
	if strings.Trim(text, "0123456789") != "" {
		return false
	}
	end := at + len(text)
	return at > 0 && isHex(data[at-1]) || end < len(data) && isHex(data[end])
}

func isHex(c byte) bool { return strings.IndexByte("0123456789abcdefABCDEF", c) >= 0 }

var (
	ids     = regexp.MustCompile(`(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)
	taxWord = regexp.MustCompile(`(?i)(?:tax|ssn|social|last.?(?:4|four)|tin)[^0-9]{0,40}([0-9]{4})(?:[^0-9]|$)`)
	leaf    = regexp.MustCompile(`"([0-9]{4})"`)
)

// taxIn finds tax fragments. Four figures stand everywhere by chance (years, cents, miles), so a fragment counts where it is one by what is around it:
// as the whole of a text value or of a quoted value within one, or behind a word that announces it. The demo's own values of that form are none.
func (s seeds) taxIn(h hay) []string {
	var found []string
	if slices.Contains(s.taxes, string(h.data)) && !h.number {
		found = append(found, fmt.Sprintf("%s is the tax fragment %s", h.where, h.data))
	}
	for _, pattern := range []*regexp.Regexp{taxWord, leaf} {
		for _, m := range pattern.FindAllSubmatch(h.data, -1) {
			if slices.Contains(s.taxes, string(m[1])) {
				found = append(found, fmt.Sprintf("%s holds the tax fragment %s in %q", h.where, m[1], m[0]))
			}
		}
	}
	return found
}

// found is everything of the seeds that stands readable somewhere.
func (s seeds) found(cells, files []hay) []string {
	folded, exact := s.needles()
	low, high := newLookup(folded), newLookup(exact)
	var out []string
	for i, h := range append(slices.Clone(cells), files...) {
		h.data = ids.ReplaceAll(h.data, []byte("~"))
		out = append(out, high.in(h)...)
		out = append(out, low.in(hay{where: h.where, data: bytes.ToLower(h.data)})...)
		if i < len(cells) { // in raw pages a text ends where the next value begins, without a border
			out = append(out, s.taxIn(h)...)
		}
	}
	return out
}

func TestADumpOfTheDemoShowsNobodyAndItsKeysRotate(t *testing.T) {
	t.Parallel()
	if os.Getenv(enginetest.Quick) != "" {
		t.Skip("NOT TESTED: a demo on each engine takes a while")
	}
	each(t, func(t *testing.T, p place) {
		if p.url == "" {
			p = demoed(t)
		}
		s := p.start(t, "demo", "--port", "0", "--date", "2026-11-20", "--seed", "7")
		people := p.seeds(t)
		look := func(when string) {
			t.Helper()
			for _, one := range people.found(dump(t, p), files(t, p.data)) {
				t.Errorf("%s: %s", when, one)
			}
		}
		look("while it runs") // with the log of SQLite beside the file
		digest := p.must(t, "verify", "--digest")
		if done := object(t, p.must(t, "admin", "keys", "rotate", "--json")); done["sealing"] == 0.0 || done["indexed"] == 0.0 {
			t.Errorf("got %v", done)
		}
		p.must(t, "admin", "keys", "retire") // of the sealing keys: counters, codes and passwords of today keep the others
		s.stop(t)
		p.isWell(t)
		if again := p.must(t, "verify", "--digest"); again != digest {
			t.Error("another digest under new keys")
		}
		if got := p.opened(t); got < 300 {
			t.Errorf("got %d sealed values under the new key, want the whole book", got)
		}
		look("under new keys")
		planted := p.plant(t, people)
		found := strings.Join(people.found(dump(t, p), files(t, p.data)), "\n")
		for _, planted := range planted {
			if !strings.Contains(found, planted) {
				t.Errorf("%q was planted and not found in %s", planted, found)
			}
		}
	})
}

// opened opens every sealed value with the key that is in use and counts rows; a second sealing key must be gone.
func (p place) opened(t *testing.T) (rows int) {
	t.Helper()
	box, err := seal.Load(filepath.Join(p.data, "keys.json"), false)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range box.Keys() {
		if k.Kind == seal.Sealing && k.State != seal.InUse {
			t.Errorf("the sealing key %s is %s, want it retired", k.ID, k.State)
		}
	}
	db := p.open(t)
	defer db.Close()
	for _, table := range sealings.Tables() {
		var after sealings.Row
		for more := true; more; {
			count, _, _, err := table.Look(db.Reader(t.Context()), box, after)
			if err != nil || count.Sealing+count.Indexed > 0 {
				t.Fatalf("%s: got %+v, %v", table.Name, count, err)
			}
			var broken []string
			if broken, after, more, err = table.Prove(db.Reader(t.Context()), box, after); err != nil || len(broken) > 0 {
				t.Fatalf("%s: got %v, %v", table.Name, broken, err)
			}
			rows += count.Rows
		}
	}
	return rows
}

// plant writes a value of each kind where it must not be, each in another form, and returns what must be found.
func (p place) plant(t *testing.T, s seeds) []string {
	t.Helper()
	db := p.open(t)
	defer db.Close()
	texts := []string{
		"x" + base64.StdEncoding.EncodeToString([]byte("to "+s.emails[3]+" and on")), "call " + s.phones[3][2:5] + "-" + s.phones[3][5:8] + "-" + s.phones[3][8:],
		hex.EncodeToString([]byte(s.accounts[0])), `{"tax_id_last4":"` + s.taxes[3] + `"}`, strings.ToUpper(s.streets[3]), "born " + s.births[3],
	}
	err := db.Write(t.Context(), func(tx *engine.Tx) error {
		for i, text := range texts {
			if _, err := tx.Exec(`insert into settings (name, value) values ($1, $2)`, fmt.Sprintf("planted %d", i), text); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return []string{s.emails[3], s.phones[3], s.accounts[0], s.taxes[3], s.streets[3], s.births[3]}
}
