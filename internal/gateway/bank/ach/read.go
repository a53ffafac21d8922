package ach

import (
	"fmt"
	"strconv"
	"strings"

	"marque/internal/civil"
	"marque/internal/core/payment"
	"marque/internal/money"
)

// Read reads what the bank sends: returns, notices of change, and receipts for our files. A file that is not whole, does not add up or breaks
// the format is a payment.Unreadable, with the line, and nothing of it is told. Lines whose trailing blanks were cut are made whole; longer ones
// are not cut.
func (r *Rail) Read(content []byte) (payment.Report, error) { return Read(content) }

// Read is Rail.Read, which needs to know nothing of the originator.
func Read(content []byte) (payment.Report, error) {
	if len(content) > payment.MostBytes {
		return payment.Report{}, bad(0, "the file is larger than %d bytes", payment.MostBytes)
	}
	text := strings.TrimRight(strings.ReplaceAll(string(content), "\r\n", "\n"), "\n\r \x1a")
	if receipts, ok := readReceipts(text); ok {
		return payment.Report{Receipts: receipts}, nil
	}
	p := &parser{}
	lines := split(text)
	for i, line := range lines {
		if err := p.take(i+1, line); err != nil {
			return payment.Report{}, err
		}
	}
	if !p.ended {
		return payment.Report{}, bad(len(lines), "the file ends before its control")
	}
	return p.report, nil
}

func bad(line int, format string, args ...any) error {
	return payment.Unreadable{Line: line, Reason: fmt.Sprintf(format, args...)}
}

// split cuts a file into lines, at line ends or, where there are none, every 94 characters.
func split(text string) []string {
	if strings.Contains(text, "\n") || len(text) <= lineWidth {
		return strings.Split(text, "\n")
	}
	var out []string
	for len(text) > lineWidth {
		out, text = append(out, text[:lineWidth]), text[lineWidth:]
	}
	return append(out, text)
}

// readReceipts reads a receipt: a line for each file, ACCEPTED or REJECTED, the file's name, and the reason of a refusal.
func readReceipts(text string) ([]payment.Receipt, bool) {
	var out []payment.Receipt
	for line := range strings.SplitSeq(text, "\n") {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		if word != "ACCEPTED" && word != "REJECTED" {
			return nil, false
		}
		file, reason, _ := strings.Cut(strings.TrimSpace(rest), " ")
		out = append(out, payment.Receipt{File: file, Accepted: word == "ACCEPTED", Reason: reason})
	}
	return out, len(out) > 0
}

// parser takes one line after another and keeps the sums that the controls must say.
type parser struct {
	report  payment.Report
	total   sums
	batches int
	ended   bool

	batch *openBatch
	entry *openEntry // whose addenda may follow
}

type openBatch struct {
	service, number, odfi string
	effective             civil.Date
	sum                   sums
}

type openEntry struct {
	line    int
	amount  money.Cents
	more    bool // it says that an addenda follows
	addenda int
	told    bool // as a return or a change
}

func (p *parser) take(n int, line string) error {
	switch {
	case len(line) > lineWidth:
		return bad(n, "line %d has %d characters, a line has %d", n, len(line), lineWidth)
	case strings.IndexFunc(line, func(r rune) bool { return r < ' ' || r > '~' }) >= 0:
		return bad(n, "line %d holds a character that no file may hold", n)
	}
	line += strings.Repeat(" ", lineWidth-len(line))
	if p.ended {
		if strings.Trim(line, "9") != "" {
			return bad(n, "line %d stands behind the file's control", n)
		}
		return nil
	}
	steps := map[byte]func(int, string) error{
		fileHeader: p.fileHeader, batchHeader: p.batchHeader, entryDetail: p.entryDetail, addenda: p.addenda, batchControl: p.batchControl, fileControl: p.fileControl,
	}
	step := steps[line[0]]
	if step == nil {
		return bad(n, "line %d begins with %q, which no line does", n, line[:1])
	}
	if n == 1 != (line[0] == fileHeader) {
		return bad(n, "line %d: the file's header stands first and once", n)
	}
	return step(n, line)
}

func (p *parser) fileHeader(n int, line string) error {
	if line[34:40] != "094101" {
		return bad(n, "line 1 is no header of lines of 94 characters in blocks of ten")
	}
	made, err := dateOf(line[23:29])
	if err != nil {
		return bad(n, "line 1 has no date")
	}
	p.report.Made = made
	return nil
}

// dateOf reads YYMMDD of this century.
func dateOf(s string) (civil.Date, error) {
	if !digits(s) {
		return 0, fmt.Errorf("%q is no date", s)
	}
	return civil.Parse("20" + s[:2] + "-" + s[2:4] + "-" + s[4:])
}

func (p *parser) batchHeader(n int, line string) error {
	if p.batch != nil {
		return bad(n, "line %d begins a batch inside another", n)
	}
	p.batch = &openBatch{service: line[1:4], odfi: line[79:87], number: line[87:94]}
	p.batch.effective, _ = dateOf(line[69:75]) // banks leave it blank, and none is none
	return nil
}

func (p *parser) entryDetail(n int, line string) error {
	if p.batch == nil {
		return bad(n, "line %d: an entry outside of a batch", n)
	}
	if err := p.closeEntry(n); err != nil {
		return err
	}
	code, routing, amount := line[1:3], line[3:12], line[29:39]
	if !digits(code) || !digits(amount) || !digits(line[79:94]) {
		return bad(n, "line %d has letters where digits belong", n)
	}
	if !checkDigit(routing) {
		return bad(n, "line %d: the check digit of routing number %s does not fit", n, routing)
	}
	e := &openEntry{line: n, amount: money.Cents(number64(amount)), more: line[78] == '1'}
	p.entry = e
	one := sums{entries: 1, hash: number64(routing[:odfiWidth])}
	if isDebit(atoi(code)) {
		one.debit = e.amount
	} else {
		one.credit = e.amount
	}
	p.batch.sum.add(one)
	return nil
}

// checkDigit tells whether nine digits weigh to a multiple of ten (3-7-1). Which prefixes there are is not asked: the bank knows its own.
func checkDigit(routing string) bool {
	const weights = "371371371"
	sum := 0
	for i := range routingWidth {
		if routing[i] < '0' || routing[i] > '9' {
			return false
		}
		sum += int(routing[i]-'0') * int(weights[i]-'0')
	}
	return sum%10 == 0
}

func number64(s string) int64 {
	n, _ := strconv.ParseInt(s, 10, 64) // digits, at most twelve of them
	return n
}

// closeEntry ends the entry that stands open: what it announced must have come.
func (p *parser) closeEntry(n int) error {
	e := p.entry
	p.entry = nil
	switch {
	case e == nil:
	case e.more && e.addenda == 0:
		return bad(n, "line %d: the addenda of the entry before is missing", n)
	case !e.told:
		p.report.Forward++
	}
	return nil
}

func (p *parser) addenda(n int, line string) error {
	if p.entry == nil || !p.entry.more {
		return bad(n, "line %d: an addenda that belongs to no entry", n)
	}
	p.entry.addenda++
	p.batch.sum.entries++
	switch line[1:3] {
	case "99":
		p.returned(n, line)
	case "98":
		p.changed(n, line)
	}
	return nil
}

// returned takes the addenda of a return.
func (p *parser) returned(n int, line string) {
	p.entry.told = true
	code := line[3:6]
	if payment.ReturnCodeOf(code).Banks {
		p.report.Odd = append(p.report.Odd, payment.Odd{Line: n, Reason: "return code " + code + " is between banks and moves no payment: " + payment.ReturnCodeOf(code).Title})
		return
	}
	p.report.Returns = append(p.report.Returns, payment.ReturnLine{
		Line: n, Code: code, Trace: line[6:21], Amount: p.entry.amount, Effective: p.batch.effective,
	})
}

// changed takes the addenda of a notice of change.
func (p *parser) changed(n int, line string) {
	p.entry.told = true
	change := payment.ChangeLine{Line: n, Code: line[3:6], Trace: line[6:21]}
	details, err := corrected(change.Code, line[35:64])
	if err != nil {
		p.report.Odd = append(p.report.Odd, payment.Odd{Line: n, Reason: "change " + change.Code + " of entry " + change.Trace + ": " + err.Error()})
		return
	}
	change.New = details
	p.report.Changes = append(p.report.Changes, change)
}

func (p *parser) batchControl(n int, line string) error {
	b := p.batch
	if b == nil {
		return bad(n, "line %d ends a batch that did not begin", n)
	}
	if err := p.closeEntry(n); err != nil {
		return err
	}
	if line[1:4] != b.service || line[79:87] != b.odfi || line[87:94] != b.number {
		return bad(n, "line %d is the control of another batch than its header", n)
	}
	if err := agree(n, b.sum, controls{line[4:10], line[10:20], line[20:32], line[32:44]}); err != nil {
		return err
	}
	p.total.add(b.sum)
	p.batches++
	p.batch = nil
	return nil
}

// controls are the sums as a control writes them.
type controls struct{ entries, hash, debit, credit string }

// agree compares the sums of what was read with those that a control says.
func agree(n int, got sums, said controls) error {
	for _, c := range []struct {
		what string
		got  int64
		said string
	}{
		{"entries and addenda", int64(got.entries), said.entries}, {"entry hash", got.hash % 10_000_000_000, said.hash},
		{"debits", int64(got.debit), said.debit}, {"credits", int64(got.credit), said.credit},
	} {
		if !digits(c.said) || number64(c.said) != c.got {
			return bad(n, "line %d says %s %s, the lines above come to %d", n, c.what, strings.TrimSpace(c.said), c.got)
		}
	}
	return nil
}

func (p *parser) fileControl(n int, line string) error {
	if p.batch != nil {
		return bad(n, "line %d ends the file inside a batch", n)
	}
	if !digits(line[1:7]) || int(number64(line[1:7])) != p.batches {
		return bad(n, "line %d says %s batches, there are %d", n, line[1:7], p.batches)
	}
	if blocks := (n + blocking - 1) / blocking; !digits(line[7:13]) || int(number64(line[7:13])) != blocks {
		return bad(n, "line %d says %s blocks of lines, there are %d", n, line[7:13], blocks)
	}
	if err := agree(n, p.total, controls{line[13:21], line[21:31], line[31:43], line[43:55]}); err != nil {
		return err
	}
	p.ended = true
	return nil
}
