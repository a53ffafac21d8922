package ach

import (
	"strings"

	"marque/internal/civil"
	"marque/internal/money"
)

// Order is an entry of a file that we sent, as a bank reads it: for the simulated bank, which answers with a file of returns.
type Order struct {
	Trace     string
	Code      int // transaction code
	Routing   string
	Number    string
	Amount    money.Cents
	Name      string
	Effective civil.Date
	Made      civil.Date // of the file
	header    string     // of its batch
	kind      string     // of a WEB entry: S or R
}

// Orders reads the orders of a file that Read takes.
func Orders(content []byte) ([]Order, error) {
	report, err := Read(content)
	if err != nil {
		return nil, err
	}
	var out []Order
	header := ""
	for _, line := range split(strings.TrimRight(string(content), "\n")) {
		line += strings.Repeat(" ", max(lineWidth-len(line), 0))
		switch line[0] {
		case batchHeader:
			header = line
		case entryDetail:
			o := Order{
				Trace: line[79:94], Code: atoi(line[1:3]), Routing: line[3:12], Number: strings.TrimSpace(line[12:29]), Amount: money.Cents(number64(line[29:39])),
				Name: strings.TrimSpace(line[54:76]), Made: report.Made, header: header, kind: line[76:78],
			}
			o.Effective, _ = dateOf(header[69:75])
			out = append(out, o)
		}
	}
	return out, nil
}

// Verifies tells whether an order is there to verify an account: a prenote, or one of the micro entries.
func (o Order) Verifies() bool {
	what := strings.TrimSpace(o.header[53:63])
	return what == descriptionPrenote || what == descriptionMicro
}

// Back is an order that the bank sends back, or one that it took and whose account it corrects.
type Back struct {
	Order
	Code      string // return code, or change code
	Corrected string // with a change code: what is right, as Appendix Five writes it
}

// Returns writes the file of returns and notices of change that a bank would make of orders on a day: each in a batch that repeats the header of its own. The
// bank writes to itself, for it is played.
func (r *Rail) Returns(backs []Back, on civil.Date) []byte {
	w := &writer{o: r.o}
	w.line("101", " ", r.o.Destination, " ", r.o.Destination, yymmdd(on), "0600", "A", "094101", text(r.o.OriginName, nameWidth),
		text(r.o.DestinationName, nameWidth), text("", 8))
	for i, b := range backs {
		if b.Corrected != "" {
			w.change(i+1, b)
			continue
		}
		w.back(i+1, b)
	}
	w.control()
	return []byte(w.out.String())
}

// back writes one return: a batch of one entry with its addenda 99.
func (w *writer) back(n int, b Back) {
	debit := isDebit(b.Order.Code)
	class, code := number(creditsOnly, 3), b.Order.Code/10*10+1
	sum := sums{entries: 2, hash: number64(b.Routing[:odfiWidth]), credit: b.Amount}
	if debit {
		class, code = number(debitsOnly, 3), b.Order.Code/10*10+6
		sum.debit, sum.credit = b.Amount, 0
	}
	odfi := b.Routing[:odfiWidth]
	trace := odfi + number(n, 7)
	w.line("5", class, b.header[4:50], b.header[50:78], "1", odfi, number(n, 7))
	w.line("6", number(code, 2), w.o.Destination, fieldOf(b.Number, 17), number(b.Amount, 10), text("", 15), text(b.Name, 22), b.kind, "1", trace)
	w.line("799", b.Code, b.Trace, text("", 6), odfi, text("", 44), trace)
	sum.hash = number64(w.o.Destination[:odfiWidth])
	w.line("8", class, number(sum.entries, 6), entryHash(sum.hash), number(sum.debit, 12), number(sum.credit, 12), b.header[40:50], text("", 19), text("", 6),
		odfi, number(n, 7))
	w.total.add(sum)
	w.count++
}

// change writes one notice of change: a batch of class COR of one entry without an amount, with its addenda 98.
func (w *writer) change(n int, b Back) {
	class, code := number(creditsOnly, 3), b.Order.Code/10*10+1
	if isDebit(b.Order.Code) {
		class, code = number(debitsOnly, 3), b.Order.Code/10*10+6
	}
	odfi := b.Routing[:odfiWidth]
	trace := odfi + number(n, 7)
	w.line("5", class, b.header[4:50], "COR", b.header[53:78], "1", odfi, number(n, 7))
	w.line("6", number(code, 2), w.o.Destination, fieldOf(b.Number, 17), number(0, 10), text("", 15), text(b.Name, 22), "  ", "1", trace)
	w.line("798", b.Code, b.Trace, text("", 6), odfi, fieldOf(b.Corrected, 29), text("", 15), trace)
	sum := sums{entries: 2, hash: number64(w.o.Destination[:odfiWidth])}
	w.line("8", class, number(sum.entries, 6), entryHash(sum.hash), number(sum.debit, 12), number(sum.credit, 12), b.header[40:50], text("", 19), text("", 6),
		odfi, number(n, 7))
	w.total.add(sum)
	w.count++
}

func fieldOf(s string, width int) string { return s + strings.Repeat(" ", max(width-len(s), 0)) }
