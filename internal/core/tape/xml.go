package tape

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"marque/internal/fault"
)

// The namespaces of the two schemas end so.
const (
	loanSpace  = "/absee/autoloan/assetdata"
	leaseSpace = "/absee/autolease/assetdata"
)

// readXML reads an EX-102: a root assetData, an element assets for each contract, and its fields as flat elements.
func readXML(r io.Reader, t *Tape) error {
	dec := xml.NewDecoder(&tagged{r: r})
	for {
		token, err := dec.Token()
		if err != nil {
			return unreadable(dec, err)
		}
		root, ok := token.(xml.StartElement)
		switch {
		case !ok:
			continue
		case root.Name.Local != "assetData":
			return fault.Newf(fault.Invalid, "The root element is %s, not assetData as in EX-102.", quoted(root.Name.Local))
		case strings.HasSuffix(root.Name.Space, loanSpace):
			return assets(dec, loans(t))
		case strings.HasSuffix(root.Name.Space, leaseSpace):
			return assets(dec, leases(t))
		}
		return fault.Newf(fault.Invalid, "The namespace %s is neither that of automobile loans nor that of leases.", quoted(root.Name.Space))
	}
}

// assets reads the children of the root.
func assets[M any](dec *xml.Decoder, c *months[M]) error {
	for {
		token, err := dec.Token()
		if err != nil {
			return unreadable(dec, err)
		}
		switch element := token.(type) {
		case xml.EndElement:
			return nil
		case xml.StartElement:
			line, _ := dec.InputPos()
			if element.Name.Local != "assets" {
				return fault.Newf(fault.Invalid, "Line %d: %s stands where an element assets should.", line, quoted(element.Name.Local))
			}
			c.begin(line)
			if err := fields(dec, c); err != nil {
				return err
			}
			if err := c.finish(); err != nil {
				return err
			}
		}
	}
}

// fields reads one asset's elements up to its end.
func fields[M any](dec *xml.Decoder, c *months[M]) error {
	for {
		token, err := dec.Token()
		if err != nil {
			return unreadable(dec, err)
		}
		switch element := token.(type) {
		case xml.EndElement:
			return nil
		case xml.StartElement:
			cell, err := leaf(dec, element.Name.Local)
			if err != nil {
				return err
			}
			c.set(c.table[strings.ToLower(element.Name.Local)], element.Name.Local, cell)
		}
	}
}

// leaf reads a field's text.
func leaf(dec *xml.Decoder, name string) (string, error) {
	var cell strings.Builder
	for {
		token, err := dec.Token()
		if err != nil {
			return "", unreadable(dec, err)
		}
		switch part := token.(type) {
		case xml.EndElement:
			return cell.String(), nil
		case xml.CharData:
			if cell.Len()+len(part) > MaxLine {
				line, _ := dec.InputPos()
				return "", fault.Newf(fault.TooLarge, "Line %d: the field %s is longer than %d bytes.", line, quoted(name), MaxLine)
			}
			cell.Write(part)
		case xml.StartElement:
			line, _ := dec.InputPos()
			return "", fault.Newf(fault.Invalid, "Line %d: the field %s holds an element; the schedule's fields are flat.", line, quoted(name))
		}
	}
}

// unreadable says where the XML breaks off.
func unreadable(dec *xml.Decoder, err error) error {
	if f := fault.Of(err); f != nil {
		return f
	}
	line, _ := dec.InputPos()
	if syntax, ok := errors.AsType[*xml.SyntaxError](err); ok {
		return fault.Newf(fault.Invalid, "This XML cannot be read: line %d: %s.", syntax.Line, syntax.Msg)
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fault.Newf(fault.Invalid, "This XML ends early, at line %d.", line)
	}
	if strings.HasPrefix(err.Error(), "xml: ") {
		return fault.Newf(fault.Invalid, "This XML cannot be read: line %d: %s.", line, strings.TrimPrefix(err.Error(), "xml: "))
	}
	return fmt.Errorf("read line %d: %w", line, err)
}

// tagged lets no more than MaxLine bytes pass without a tag, so that the decoder cannot be made to hold much.
type tagged struct {
	r     io.Reader
	since int
}

func (t *tagged) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	for _, b := range p[:n] {
		t.since++
		if b == '<' {
			t.since = 0
		}
		if t.since > MaxLine {
			return 0, fault.Newf(fault.TooLarge, "More than %d bytes stand between two tags: this is no tape.", MaxLine)
		}
	}
	return n, err
}
