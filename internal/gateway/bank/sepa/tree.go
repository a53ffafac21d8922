package sepa

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"marque/internal/core/payment"
)

// The bounds of a file that we read. A booked return has some sixty elements, nested fifteen deep.
const (
	mostBytes    = 16 << 20
	mostElements = 1_000_000
	mostDepth    = 32
	mostText     = 2000 // of one element; what is longer is cut
)

// node is an element that we know; of the others nothing is kept.
type node struct {
	name string
	ccy  string
	text string
	line int
	kids []*node
}

// known are the elements of a notification that mean something to us.
const known = " Document BkToCstmrDbtCdtNtfctn GrpHdr MsgId CreDtTm Ntfctn Acct Id IBAN Ntry Amt CdtDbtInd RvslInd Sts Cd BookgDt ValDt Dt DtTm" +
	" AcctSvcrRef BkTxCd Domn Fmly SubFmlyCd NtryDtls Btch PmtInfId TxDtls Refs InstrId EndToEndId MndtId AmtDtls InstdAmt RltdPties Dbtr Cdtr" +
	" Pty Nm DbtrAcct CdtrAcct RmtInf Ustrd RtrInf Rsn Prtry AddtlInf "

func isKnown(name string) bool { return strings.Contains(known, " "+name+" ") }

func bad(line int, format string, args ...any) error {
	return payment.Unreadable{Line: line, Reason: fmt.Sprintf(format, args...)}
}

// parse reads a document into the tree of what we know. Declarations of types and entities are refused, whatever they declare; what is too large, too
// deep or not well-formed too.
func parse(content []byte) (root *node, namespace string, err error) {
	if len(content) > mostBytes {
		return nil, "", bad(0, "the file is larger than %d bytes", mostBytes)
	}
	p := &parser{d: xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(content, []byte("\ufeff"))))}
	for {
		token, err := p.d.Token()
		line, _ := p.d.InputPos()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, "", bad(line, "the file is no sound XML in line %d", line)
		}
		if err := p.take(token, line); err != nil {
			return nil, "", err
		}
	}
	if p.root == nil || len(p.open) > 0 {
		return nil, "", bad(0, "the file holds nothing")
	}
	return p.root, p.namespace, nil
}

// parser keeps the open elements; those inside an unknown one are nil.
type parser struct {
	d         *xml.Decoder
	root      *node
	namespace string
	open      []*node
	elements  int
}

func (p *parser) take(token xml.Token, line int) error {
	switch t := token.(type) {
	case xml.Directive:
		return bad(line, "line %d declares a type of document, which no bank's file does", line)
	case xml.StartElement:
		return p.start(t, line)
	case xml.EndElement:
		p.open = p.open[:len(p.open)-1]
	case xml.CharData:
		if n := len(p.open); n > 0 && p.open[n-1] != nil {
			e := p.open[n-1]
			e.text += string(t[:min(len(t), mostText-len(e.text))])
		}
	}
	return nil
}

func (p *parser) start(t xml.StartElement, line int) error {
	p.elements++
	switch {
	case len(p.open) >= mostDepth:
		return bad(line, "line %d is nested too deep", line)
	case p.elements > mostElements:
		return bad(line, "the file has more than %d elements", mostElements)
	case len(p.open) == 0 && p.root != nil:
		return bad(line, "line %d begins a second document", line)
	}
	var e *node
	switch {
	case p.root == nil:
		e = &node{name: t.Name.Local, line: line}
		p.root, p.namespace = e, t.Name.Space
	case p.open[len(p.open)-1] != nil && (len(p.open) == 1 || isKnown(t.Name.Local)):
		e = &node{name: t.Name.Local, line: line}
		for _, a := range t.Attr {
			if a.Name.Local == "Ccy" {
				e.ccy = a.Value
			}
		}
		up := p.open[len(p.open)-1]
		up.kids = append(up.kids, e)
	}
	p.open = append(p.open, e)
	return nil
}

// at finds the first element down a path, or nil.
func (e *node) at(path string) *node {
	for name := range strings.SplitSeq(path, "/") {
		all := e.all(name)
		if len(all) == 0 {
			return nil
		}
		e = all[0]
	}
	return e
}

// all lists the children of a name.
func (e *node) all(name string) []*node {
	var out []*node
	for i := 0; e != nil && i < len(e.kids); i++ {
		if e.kids[i].name == name {
			out = append(out, e.kids[i])
		}
	}
	return out
}

// value is the text of the first element down one of some paths.
func (e *node) value(paths ...string) string {
	for _, path := range paths {
		if found := e.at(path); found != nil {
			if s := strings.TrimSpace(found.text); s != "" {
				return s
			}
		}
	}
	return ""
}
