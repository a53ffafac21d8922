package tape

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"marque/internal/fault"
)

// readCSV reads a tape whose first line names the columns. A row stands on one line: no field of the schedule holds a line break.
func readCSV(r *bufio.Reader, t *Tape) error {
	lines := &lineReader{r: r}
	header, err := lines.next()
	if errors.Is(err, io.EOF) {
		return fault.New(fault.Invalid, "This tape is empty.")
	}
	if err != nil {
		return err
	}
	names, err := split(header, nil)
	if err != nil || len(names) > MaxColumns {
		return fault.Newf(fault.Invalid, "The first line does not name at most %d columns.", MaxColumns)
	}
	at := map[string]int{}
	for i, name := range names {
		name = strings.ToLower(strings.TrimSpace(name))
		if _, twice := at[name]; twice && name != "" {
			return fault.Newf(fault.Invalid, "The first line names the column %s twice.", quoted(name))
		}
		at[name] = i
	}
	if _, ok := at["reportingperiodenddate"]; ok { // the schedule names a lease's period so, a loan's reportingPeriodEndingDate
		return rows(lines, leases(t), names, missing(at, leaseColumns))
	}
	return rows(lines, loans(t), names, missing(at, loanColumns))
}

func missing(at map[string]int, needed []string) []string {
	var names []string
	for _, name := range needed {
		if _, ok := at[strings.ToLower(name)]; !ok {
			names = append(names, name)
		}
	}
	return names
}

// rows reads every line below the header.
func rows[M any](lines *lineReader, c *months[M], names, missing []string) error {
	if len(missing) > 0 {
		return fault.Newf(fault.Invalid, "The first line does not name these columns of Schedule AL: %s.", strings.Join(missing, ", "))
	}
	put := make([]setter[M], len(names))
	for i, name := range names {
		names[i] = strings.TrimSpace(name)
		put[i] = c.table[strings.ToLower(names[i])]
	}
	var cells []string
	for {
		line, err := lines.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if strings.TrimSpace(line) == "" {
			continue
		}
		c.begin(lines.number)
		cells, err = split(line, cells[:0])
		switch {
		case err != nil:
			c.field, c.err = "line", err
		case len(cells) != len(names):
			c.field, c.err = "line", fault.Newf(fault.Invalid, "This line has %d fields, the first line names %d columns.", len(cells), len(names))
		default:
			for i, cell := range cells {
				c.set(put[i], names[i], cell)
			}
		}
		if err := c.finish(); err != nil {
			return err
		}
	}
}

// lineReader reads lines of bounded length and counts them.
type lineReader struct {
	r      *bufio.Reader // with a buffer of MaxLine
	number int
}

func (l *lineReader) next() (string, error) {
	part, err := l.r.ReadSlice('\n')
	l.number++
	switch {
	case errors.Is(err, bufio.ErrBufferFull):
		return "", fault.Newf(fault.TooLarge, "Line %d is longer than %d bytes: this is no tape.", l.number, MaxLine)
	case err != nil && !errors.Is(err, io.EOF):
		return "", fmt.Errorf("read line %d: %w", l.number, err)
	case err != nil && len(part) == 0:
		return "", io.EOF
	}
	return strings.TrimRight(string(part), "\r\n"), nil
}

// split parts a line at its commas. A field in quotes may hold commas, and a quote when it is doubled (RFC 4180).
func split(line string, dst []string) ([]string, error) {
	for {
		if !strings.HasPrefix(line, `"`) {
			cell, rest, more := strings.Cut(line, ",")
			dst = append(dst, cell)
			if !more {
				return dst, nil
			}
			line = rest
			continue
		}
		cell, rest, ok := quotedField(line[1:])
		if !ok || rest != "" && rest[0] != ',' {
			return dst, fault.New(fault.Invalid, "A field begins with a quote and does not end with one.")
		}
		dst = append(dst, cell)
		if rest == "" {
			return dst, nil
		}
		line = rest[1:]
	}
}

// quotedField reads up to the closing quote.
func quotedField(s string) (cell, rest string, ok bool) {
	for {
		before, after, found := strings.Cut(s, `"`)
		if !found {
			return "", "", false
		}
		cell += before
		if !strings.HasPrefix(after, `"`) {
			return cell, after, true
		}
		cell, s = cell+`"`, after[1:]
	}
}
