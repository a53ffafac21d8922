package pdf

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
)

// ref is an indirect object's number.
type ref int

// String writes the reference as it stands in a dictionary.
func (r ref) String() string { return strconv.Itoa(int(r)) + " 0 R" }

// objectsPerStream bounds an object stream, so that a reader need not unpack the whole file for one object.
const objectsPerStream = 200

// object is a dictionary or array in body, and a stream's bytes when it is one.
type object struct {
	body     string
	stream   []byte
	isStream bool
}

// file collects indirect objects and writes them as PDF 1.7: streams as they come, everything else packed
// in object streams, then one cross-reference stream (ISO 32000-1, 7.5).
type file struct {
	objects  []object // object n stands at n-1
	packer   *zlib.Writer
	packed   bytes.Buffer
	out      []byte
	places   []address
	packOnce error
}

// address is one line of the cross-reference stream.
type address struct{ kind, a, b int }

func newFile() *file { return &file{} }

// reserve takes an object number whose content follows with set or stream.
func (f *file) reserve() ref {
	f.objects = append(f.objects, object{})
	return ref(len(f.objects))
}

func (f *file) set(r ref, body string) { f.objects[r-1].body = body }

func (f *file) add(body string) ref {
	r := f.reserve()
	f.set(r, body)
	return r
}

// addStream adds a stream, compressed. dict holds its further entries.
func (f *file) addStream(dict string, data []byte) ref {
	r := f.reserve()
	f.setStream(r, dict+"/Filter/FlateDecode", f.pack(data))
	return r
}

// addPlainStream adds a stream as it is, for readers that search the bytes of a file for its metadata.
func (f *file) addPlainStream(dict string, data []byte) ref {
	r := f.reserve()
	f.setStream(r, dict, data)
	return r
}

func (f *file) setStream(r ref, dict string, data []byte) {
	f.objects[r-1] = object{body: "<<" + dict + "/Length " + strconv.Itoa(len(data)) + ">>", stream: data, isStream: true}
}

// pack compresses. One compressor serves the whole file, because making one costs more than a page.
func (f *file) pack(data []byte) []byte {
	f.packed.Reset()
	if f.packer == nil {
		f.packer = zlib.NewWriter(&f.packed)
	} else {
		f.packer.Reset(&f.packed)
	}
	_, err := f.packer.Write(data) // a bytes.Buffer never refuses
	if closed := f.packer.Close(); err == nil {
		err = closed
	}
	if err != nil {
		f.packOnce = err
	}
	return bytes.Clone(f.packed.Bytes())
}

// bytes writes the file. root and info are the catalog and the information dictionary.
func (f *file) bytes(root, info ref) ([]byte, error) {
	f.packObjects()
	xref := f.reserve()
	f.places = make([]address, len(f.objects)+1)
	f.out = append(f.out, "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n"...)
	f.writeStreams(xref)
	f.writeXref(xref, root, info)
	if f.packOnce != nil {
		return nil, fmt.Errorf("compress a stream: %w", f.packOnce)
	}
	return f.out, nil
}

// packObjects puts every object that is no stream into object streams and leaves its address in b and stream number in a.
func (f *file) packObjects() {
	var batch []int
	count := len(f.objects)
	for i := range count {
		if !f.objects[i].isStream {
			batch = append(batch, i+1)
		}
		if len(batch) == objectsPerStream || i == count-1 && len(batch) > 0 {
			f.packBatch(batch)
			batch = batch[:0]
		}
	}
}

func (f *file) packBatch(numbers []int) {
	var index, body []byte
	for _, n := range numbers {
		index = strconv.AppendInt(index, int64(n), 10)
		index = append(index, ' ')
		index = strconv.AppendInt(index, int64(len(body)), 10)
		index = append(index, ' ')
		body = append(body, f.objects[n-1].body...)
		body = append(body, '\n')
	}
	dict := fmt.Sprintf("/Type/ObjStm/N %d/First %d", len(numbers), len(index))
	stream := f.addStream(dict, append(index, body...))
	for at, n := range numbers {
		f.objects[n-1].body = "" // it lives in the stream now
		f.objects[n-1].stream = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, uint32(stream)), uint32(at))
	}
}

func (f *file) writeStreams(xref ref) {
	for i, o := range f.objects {
		n := i + 1
		switch {
		case ref(n) == xref:
		case o.isStream:
			f.places[n] = address{1, len(f.out), 0}
			f.out = append(f.out, strconv.Itoa(n)+" 0 obj\n"+o.body+"\nstream\n"...)
			f.out = append(f.out, o.stream...)
			f.out = append(f.out, "\nendstream\nendobj\n"...)
		default:
			f.places[n] = address{2, int(binary.BigEndian.Uint32(o.stream)), int(binary.BigEndian.Uint32(o.stream[4:]))}
		}
	}
}

// writeXref writes the cross-reference stream. The document's identifier is derived from everything before it.
func (f *file) writeXref(xref, root, info ref) {
	start := len(f.out)
	f.places[xref] = address{1, start, 0}
	var rows []byte
	f.places[0] = address{0, 0, 65535}
	for _, p := range f.places {
		rows = append(rows, byte(p.kind))
		rows = binary.BigEndian.AppendUint32(rows, uint32(p.a))
		rows = binary.BigEndian.AppendUint16(rows, uint16(p.b))
	}
	sum := sha256.Sum256(f.out)
	id := hex.EncodeToString(sum[:16])
	packed := f.pack(rows)
	f.out = fmt.Appendf(f.out, "%d 0 obj\n<</Type/XRef/Size %d/W[1 4 2]/Root %v/Info %v/ID[<%s><%s>]/Filter/FlateDecode/Length %d>>\nstream\n",
		xref, len(f.places), root, info, id, id, len(packed))
	f.out = append(f.out, packed...)
	f.out = fmt.Appendf(f.out, "\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n", start)
}

// textString writes text for people (titles, alternative text) as a PDF string.
func textString(s string) string {
	plain := true
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			plain = false
		}
	}
	if plain {
		return "(" + strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(s) + ")"
	}
	out := []byte{0xFE, 0xFF}
	for _, unit := range utf16.Encode([]rune(s)) {
		out = binary.BigEndian.AppendUint16(out, unit)
	}
	return "<" + hex.EncodeToString(out) + ">"
}
