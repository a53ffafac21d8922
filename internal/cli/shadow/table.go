package shadow

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"marque/internal/service/shadowing"
)

// columns of the CSV report.
func columns() []string {
	return []string{"issuer", "asset", "period_end", "tape", "line", "class", "reason", "days", "reported", "computed", "difference", "remaining_term",
		"identity_end", "identity_paid", "identity_begin"}
}

// CSV writes one row a month. Texts that a spreadsheet would take for a formula get an apostrophe before them.
func (r *Result) CSV(w io.Writer) error {
	out := csv.NewWriter(w)
	if err := out.Write(columns()); err != nil {
		return fmt.Errorf("write the CSV: %w", err)
	}
	for _, i := range r.Report.Issuers {
		err := eachMonth(i, func(c *shadowing.Contract, m *shadowing.Month) error { return out.Write(r.row(i.Name, c, m)) })
		if err != nil {
			return fmt.Errorf("write the CSV: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write the CSV: %w", err)
	}
	return nil
}

func (r *Result) row(issuer string, c *shadowing.Contract, m *shadowing.Month) []string {
	term, days := "", ""
	if m.Term.Known {
		term = strconv.Itoa(m.Term.N)
	}
	if m.Shift != 0 {
		days = strconv.Itoa(m.Shift)
	}
	cells := []string{harmless(issuer), harmless(c.Asset), m.Ends.String(), harmless(r.tapeName(m.Tape)), strconv.Itoa(m.Line), string(m.Class), string(m.Reason), days,
		text(m.Reported), text(m.Computed), text(difference(m)), term}
	for _, i := range identitiesOf(m) {
		cells = append(cells, text(i.off))
	}
	return cells
}

// harmless keeps a spreadsheet from computing what stands on a tape.
func harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

// Text writes the summary for people.
func (r *Result) Text(w io.Writer) error {
	var b strings.Builder
	for _, i := range r.Report.Issuers {
		issuerText(&b, i)
	}
	for n, f := range r.Tape.Faults {
		const shown = 20 // the rest is in --json
		if n == shown {
			fmt.Fprintf(&b, "… and %d more rows that could not be read.\n", r.Tape.Faulty-shown)
			break
		}
		fmt.Fprintf(&b, "%s left out: %s: %s\n", strings.TrimSpace(fmt.Sprintf("%s line %d", r.tapeName(f.Tape), f.Line)), f.Field, f.Message)
	}
	t := r.Report.Totals
	fmt.Fprintf(&b, "%d months, %d comparable: %s. %s.\n", t.All(), t.Comparable(), classes(t), checks(r.Report.Identities))
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}

func issuerText(b *strings.Builder, i shadowing.Issuer) {
	fmt.Fprintf(b, "%s: %s, %d months, %d comparable\n", i.Name, contracts(i), i.Totals.All(), i.Totals.Comparable())
	if i.Found() {
		fmt.Fprintf(b, "  settings   %s: %d matched\n", i.Settings, i.Totals.Matched())
	}
	for _, v := range i.Rivals {
		fmt.Fprintf(b, "  %-10s %s: %d matched, %s\n", Words(v.Differs), v.Settings, v.Totals.Matched(), margin(i.Totals, v.Totals))
	}
	fmt.Fprintf(b, "  %s\n  %s\n\n", classes(i.Totals), checks(i.Identities))
}

// contracts counts an issuer's contracts.
func contracts(i shadowing.Issuer) string {
	if len(i.Contracts) == 1 {
		return "1 " + kind(i)
	}
	return fmt.Sprintf("%d %ss", len(i.Contracts), kind(i))
}

// Words writes a name of the JSON as people read it.
func Words(name string) string { return strings.ReplaceAll(name, "_", " ") }

// margin says by how much the best settings win over others.
func margin(best, other shadowing.Totals) string {
	switch {
	case best.Matched() != other.Matched():
		return fmt.Sprintf("%d fewer", best.Matched()-other.Matched())
	case best.Equal != other.Equal:
		return fmt.Sprintf("as many, %d fewer without a carried cent", best.Equal-other.Equal)
	}
	return "no difference"
}

// classes writes the comparable months by class with their shares.
func classes(t shadowing.Totals) string {
	part := func(n int, name string) string { return fmt.Sprintf("%s %d (%s)", name, n, Share(n, t.Comparable())) }
	return strings.Join([]string{part(t.Equal, "equal"), part(t.Carried, "carried cent"), part(t.DateShifted, "date shifted"),
		part(t.ShortPayment, "short payment carried"), part(t.SeveralPayments, "several payments"), part(t.Unexplained, "unexplained")}, ", ")
}

func checks(c shadowing.Checks) string {
	return fmt.Sprintf("identities: end of period %d of %d, paid %d of %d, begin as ended %d of %d",
		c.End.Held, c.End.Asked, c.Paid.Held, c.Paid.Asked, c.Begin.Held, c.Begin.Asked)
}

// Share writes a part of a whole in per cent with one digit, rounded half up.
func Share(part, whole int) string {
	if whole == 0 {
		return "–"
	}
	tenths := (part*2000 + whole) / (2 * whole)
	return fmt.Sprintf("%d.%d %%", tenths/10, tenths%10)
}
