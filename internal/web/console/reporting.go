package console

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"marque/internal/civil"
	"marque/internal/core/casefile"
	"marque/internal/fault"
	"marque/internal/service/reporting"
	"marque/internal/web/console/view"
	"marque/internal/web/guard"
	"marque/internal/web/respond"
	"marque/internal/web/ui"
)

// line is one line of a report: what was counted, and how many; more columns where a kind has them.
type line struct {
	what   string
	values []string
}

// part is one part of the reports as page and file have it.
type part struct {
	id, title, note string
	columns         []string // behind what was counted
	lines           []line
}

// reportFor counts the days that a request names.
func (c *Console) reportFor(r *guard.Request) (reporting.Report, error) {
	days := [2]civil.Date{}
	for i, field := range []string{"since", "until"} {
		text := strings.TrimSpace(r.FormValue(field))
		if text == "" {
			continue
		}
		var err error
		if days[i], err = civil.Parse(text); err != nil {
			days[i] = farDay // refused by the service, after the right was asked for
		}
	}
	return c.Reporting.Desk(r.Context(), r.By, days[0], days[1])
}

// farDay stands for what is no date: no range holds it.
var farDay = civil.Must(2199, time.December, 31)

// reports shows how the desk goes.
func (c *Console) reports(w http.ResponseWriter, r *guard.Request) error {
	rep, err := c.reportFor(r)
	x := fault.Of(err)
	if err != nil && (x == nil || x.Kind != fault.Invalid) {
		return err
	}
	return c.showAs(w, r, formStatus(x), func(f ui.Frame) respond.Page {
		page := view.Reports{Frame: f, Failure: view.FailureOf(x), Action: ui.PathDeskReports}
		since, until := r.FormValue("since"), r.FormValue("until")
		if x == nil {
			since, until = rep.Since.String(), rep.Until.String()
			page.File = pathReportFile + "?" + url.Values{"since": {since}, "until": {until}}.Encode()
			for _, p := range parts(rep) {
				page.Sections = append(page.Sections, view.ReportSection{ID: p.id, Title: p.title, Note: p.note, Rows: p.table()})
			}
		}
		page.Since = ui.Field{Name: "since", Label: "From", Type: "date", Value: since, Short: true, Errors: page.Fields}
		page.Until = ui.Field{Name: "until", Label: "Through", Type: "date", Value: until, Short: true, Errors: page.Fields}
		return page.Page()
	})
}

// reportFile sends the same as a table (RFC 4180).
func (c *Console) reportFile(w http.ResponseWriter, r *guard.Request) error {
	rep, err := c.reportFor(r)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	file := csv.NewWriter(&out)
	file.UseCRLF = true
	_ = file.Write([]string{"Since", "Until", "Part", "What", "Measure", "Value"}) // a buffer takes all
	for _, p := range parts(rep) {
		for _, l := range p.lines {
			for i, v := range l.values {
				_ = file.Write([]string{rep.Since.String(), rep.Until.String(), p.title, l.what, p.columns[i], v})
			}
		}
	}
	file.Flush()
	respond.Attachment(w, "text/csv; charset=utf-8", "desk-report.csv", out.Bytes())
	return file.Error()
}

func (p part) table() ui.Table {
	t := ui.Table{Caption: p.title, Hidden: true, Columns: []ui.Column{{Label: "What"}}}
	for _, c := range p.columns {
		t.Columns = append(t.Columns, ui.Column{Label: c, Figure: true})
	}
	for _, l := range p.lines {
		row := []ui.Cell{{Text: l.what}}
		for _, v := range l.values {
			row = append(row, ui.Cell{Text: v, Strong: true})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func of(what string, values ...int) line {
	out := line{what: what}
	for _, v := range values {
		out.values = append(out.values, strconv.Itoa(v))
	}
	return out
}

// parts puts a report into words.
func parts(rep reporting.Report) []part {
	t, count := rep.Talks, []string{"Count"}
	talks := part{id: "talks", title: "Conversations", columns: count, note: "A promise is kept when we answered, or closed the conversation, by its hour.", lines: []line{
		of("Opened", t.Opened), of("Closed", t.Closed), of("Messages of customers", t.FromCustomers), of("Messages of the desk", t.FromDesk),
		of("Promises kept", t.Kept), of("Promises missed", t.Missed),
	}}
	times := part{id: "times", title: "How long it took", columns: []string{"Conversations", "Median, minutes", "90th percentile, minutes"}, note: "By the clock, nights and weekends included. The first answer counts by the day of opening, closing by the day of closing.", lines: []line{
		of("First answer", rep.First.Count, minutes(rep.First.Median), minutes(rep.First.Most)),
		of("Until it was closed", rep.Resolved.Count, minutes(rep.Resolved.Median), minutes(rep.Resolved.Most)),
	}}
	ratings := part{id: "rated", title: "Whether it helped", columns: []string{"Answers", "Mean of 5"}, lines: []line{{what: "Answers of customers", values: []string{strconv.Itoa(t.Rated), meanWords(t.Scores, t.Rated)}}}}
	l := rep.Locks
	locks := part{id: "locks", title: "Locks of sign-ins", columns: count, note: "Tries to sign in are kept for 90 days.", lines: []line{
		of("Tries that met a lock", l.Tries), of("Sign-ins that met one", l.People), of("Ended by customers themselves", l.ByCustomer), of("Unlocked by the desk", l.ByDesk), of("Links for a new password, by the desk", l.Resets),
	}}
	codes := part{id: "codes", title: "Codes", columns: []string{"Sent", "Failed"}, note: "Failed are those that could not be handed over in time, and those reported as not delivered."}
	for _, x := range rep.Codes {
		codes.lines = append(codes.lines, of(map[string]string{"sms": "By text", "mail": "By mail"}[x.Channel], x.Sent, x.Failed))
	}
	cases := part{id: "cases", title: "Cases", columns: []string{"Opened", "Closed", "Overdue now"}}
	for _, x := range rep.Cases {
		cases.lines = append(cases.lines, of(kindTitle(casefile.Kind(x.Kind)), x.Opened, x.Closed, x.Overdue))
	}
	return []part{talks, times, ratings, locks, codes, cases}
}

// minutes rounds up: what took a second took a minute.
func minutes(d time.Duration) int { return int((d + time.Minute - 1) / time.Minute) }

// meanWords is a mean to one decimal, rounded half up.
func meanWords(sum, n int) string {
	if n == 0 {
		return "None"
	}
	tenths := (20*sum + n) / (2 * n)
	return strconv.Itoa(tenths/10) + "." + strconv.Itoa(tenths%10)
}
