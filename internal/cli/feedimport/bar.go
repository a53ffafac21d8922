package feedimport

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// bar shows on a terminal how far an import has come. The zero bar shows nothing.
type bar struct {
	out   io.Writer // nil: no terminal
	now   func() time.Time
	size  int64
	done  int64
	drawn time.Time
	wide  int // characters that stand on the line
}

// redraw bounds how often the bar is drawn: faster than the eye would only slow the import.
const redraw = 100 * time.Millisecond

// barWidth is the number of characters of the bar itself.
const barWidth = 30

func newBar(o Options, errOut io.Writer) *bar {
	b := &bar{now: o.Now, size: o.Size}
	if o.Bar {
		b.out = errOut
	}
	return b
}

// add counts bytes and draws when it is time to.
func (b *bar) add(bytes, line int) {
	b.done += int64(bytes)
	if b.out == nil || b.now().Sub(b.drawn) < redraw {
		return
	}
	b.drawn = b.now()
	text := fmt.Sprintf("%d lines", line)
	if b.size > 0 {
		part := min(b.done, b.size)
		full := int(part * barWidth / b.size)
		text = fmt.Sprintf("[%s%s] %3d %%  %s", strings.Repeat("#", full), strings.Repeat(".", barWidth-full), part*100/b.size, text)
	}
	fmt.Fprintf(b.out, "\r%-*s", b.wide, text)
	b.wide = len(text)
}

// clear takes the bar away, so that other words can be written.
func (b *bar) clear() {
	if b.wide == 0 {
		return
	}
	fmt.Fprintf(b.out, "\r%s\r", strings.Repeat(" ", b.wide))
	b.wide = 0
}
