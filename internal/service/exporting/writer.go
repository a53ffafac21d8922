package exporting

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
)

// writer writes one JSON object, field by field, and long lists item by item. It keeps the first error and does nothing after it.
type writer struct {
	out   *bufio.Writer
	err   error
	more  bool // a field stands already
	inner bool // an item stands already in the open list
}

func newWriter(to io.Writer) *writer { return &writer{out: bufio.NewWriter(to)} }

func (w *writer) raw(s string) {
	if w.err == nil {
		_, w.err = w.out.WriteString(s)
	}
}

func (w *writer) value(v any) {
	if w.err != nil {
		return
	}
	data, err := json.Marshal(v)
	if err != nil {
		w.err = fmt.Errorf("write a contract's data: %w", err)
		return
	}
	_, w.err = w.out.Write(data)
}

func (w *writer) name(name string) {
	before := ",\n"
	if !w.more {
		before, w.more = "{\n", true
	}
	w.raw(before)
	w.value(name)
	w.raw(": ")
}

func (w *writer) field(name string, v any) {
	w.name(name)
	w.value(v)
}

// list opens a list; items follow, and close.
func (w *writer) list(name string) {
	w.name(name)
	w.raw("[")
	w.inner = false
}

func (w *writer) item(v any) {
	if w.inner {
		w.raw(",")
	}
	w.inner = true
	w.raw("\n")
	w.value(v)
}

func (w *writer) close() { w.raw("]") }

// end closes the object and hands over what is left.
func (w *writer) end() error {
	w.raw("\n}\n")
	if w.err == nil {
		w.err = w.out.Flush()
	}
	return w.err
}
