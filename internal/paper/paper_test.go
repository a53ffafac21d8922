package paper_test

import (
	"os"
	"testing"

	"marque/internal/paper"
)

func TestTry(t *testing.T) {
	write := func(name string, b []byte, err error) {
		if err != nil {
			t.Fatal(name, err)
		}
		os.WriteFile("/tmp/pdfw/"+name+".pdf", b, 0o644)
	}
	b, err := paper.Statement(loan(2))
	write("loan", b, err)
	b, err = paper.Statement(late())
	write("late", b, err)
	b, err = paper.Statement(lease())
	write("lease", b, err)
	b, err = paper.Statement(loan(70))
	write("long", b, err)
	s := late()
	s.Locale = "de-DE"
	b, err = paper.Statement(s)
	write("de", b, err)
	b, err = paper.Receipt(receipt(false))
	write("receipt", b, err)
	b, err = paper.Receipt(receipt(true))
	write("posted", b, err)
}
