// Package calc lets anybody run their own figures through Marque's arithmetic: one JSON object a line comes in, one goes out, and what is
// wrong with a line is said in its place. It only translates; every figure is core's.
package calc

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"marque/internal/fault"
)

// The bounds of one run.
const (
	maxLine  = 1 << 20    // bytes of one line: a schedule of thousands of steps is far smaller
	maxLines = 10_000_000 // lines of one run: more is an accident
)

// kinds are the calculations by name. A kind turns one line into an answer or a fault.
func kinds() map[string]func([]byte) (any, error) {
	return map[string]func([]byte) (any, error){
		"apr":      answer(apr),
		"contract": answer(contractState),
		"daycount": answer(dayCount),
		"iban":     answer(iban),
		"lease":    answer(lease),
		"level":    answer(level),
		"routing":  answer(routing),
		"vin":      answer(vin),
	}
}

// Kinds lists the calculations by name.
func Kinds() []string {
	var names []string
	for name := range kinds() {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Run reads JSON lines and writes one answer for each: the figures, or {"error", "field"}. Blank lines are passed over. It returns an error
// only when the kind is unknown, or reading or writing fails.
func Run(kind string, in io.Reader, out io.Writer) error {
	calculate, ok := kinds()[kind]
	if !ok {
		return fault.Inputf("kind", "There is no calculation %q; there are %s.", kind, strings.Join(Kinds(), ", "))
	}
	r, w := bufio.NewReaderSize(in, 64<<10), bufio.NewWriter(out)
	encode := json.NewEncoder(w)
	encode.SetEscapeHTML(false)
	for range maxLines {
		line, err := readLine(r)
		if errors.Is(err, io.EOF) {
			return flush(w)
		}
		if err != nil && !fault.Is(err, fault.TooLarge) {
			return fmt.Errorf("read: %w", err)
		}
		if err == nil && len(line) == 0 {
			continue
		}
		var result any
		if err == nil {
			result, err = calculate(line)
		}
		if err != nil {
			result = wrong(err)
		}
		if err := encode.Encode(result); err != nil {
			return fmt.Errorf("write: %w", err)
		}
		if r.Buffered() == 0 { // somebody may be waiting for this answer
			if err := flush(w); err != nil {
				return err
			}
		}
	}
	return errors.Join(flush(w), fault.Newf(fault.TooLarge, "Only the first %d lines were read.", maxLines))
}

func flush(w *bufio.Writer) error {
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}

// readLine returns the next line without the blanks around it. A line that is too long is read to its end and refused.
func readLine(r *bufio.Reader) ([]byte, error) {
	var line []byte
	long := false
	for {
		part, err := r.ReadSlice('\n')
		if len(line)+len(part) > maxLine {
			long, line = true, nil
		}
		if !long {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && (long || len(line) > 0), err == nil:
			if long {
				return nil, fault.Newf(fault.TooLarge, "A line holds at most %d bytes.", maxLine)
			}
			return bytes.TrimSpace(line), nil
		default:
			return nil, err
		}
	}
}

// wrongLine is the answer to a line that cannot be calculated.
type wrongLine struct {
	Error string `json:"error"`
	Field string `json:"field"`
}

// wrong turns an error into its line. Whatever is no fault is arithmetic that went out of range.
func wrong(err error) wrongLine {
	f := fault.Of(err)
	if f == nil {
		return wrongLine{Error: "These figures are out of the range that can be calculated."}
	}
	if len(f.Fields) > 0 {
		return wrongLine{Error: f.Fields[0].Message, Field: f.Fields[0].Name}
	}
	return wrongLine{Error: f.Message}
}

// answer decodes a line into the calculation's own input. Unknown fields are passed over, so that whole records can be piped in.
func answer[In, Out any](calculate func(*In) (Out, error)) func([]byte) (any, error) {
	return func(line []byte) (any, error) {
		if line[0] != '{' {
			return nil, fault.New(fault.Invalid, "A line must be one JSON object.")
		}
		in := new(In)
		if err := json.Unmarshal(line, in); err != nil {
			return nil, unreadable(err)
		}
		out, err := calculate(in)
		if err != nil {
			return nil, err
		}
		return out, nil
	}
}

// unreadable says what is wrong with a line's JSON.
func unreadable(err error) error {
	if f := fault.Of(err); f != nil {
		return f
	}
	if kind, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return named(kind.Field, fault.Newf(fault.Invalid, "A %s cannot stand here.", kind.Value))
	}
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fault.Newf(fault.Invalid, "This line is not JSON: %v at byte %d.", syntax, syntax.Offset)
	}
	return fault.New(fault.Invalid, "This line is not JSON as described.")
}
