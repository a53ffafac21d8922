package ui

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"marque/internal/civil"
	"marque/internal/l10n"
)

// LegalKind is what a legal text of a brand is about. It names the file and the page, so it never changes.
type LegalKind string

// The kinds.
const (
	Terms         LegalKind = "terms"
	PrivacyNotice LegalKind = "privacy"
	Imprint       LegalKind = "imprint" // who operates the site, with which licence, and where complaints go
)

// LegalKinds lists every kind in the order in which they are linked.
func LegalKinds() []LegalKind { return []LegalKind{Terms, PrivacyNotice, Imprint} }

// Words are what a kind is called.
func (k LegalKind) Words() l10n.Text {
	switch k {
	case Terms:
		return l10n.T("Terms of use", "Términos de uso", "Nutzungsbedingungen")
	case PrivacyNotice:
		return l10n.T("Privacy notice", "Aviso de privacidad", "Datenschutzerklärung")
	case Imprint:
	}
	return l10n.T("Imprint and complaints", "Aviso legal y quejas", "Impressum und Beschwerden")
}

// LegalText is a legal text of a brand in one language.
type LegalText struct {
	Version string
	Date    civil.Date
	Blocks  []LegalBlock
}

// LegalBlock is a heading, a list or a paragraph. A heading has one line; an item of a list is one.
type LegalBlock struct {
	Shape LegalShape
	Lines [][]LegalSpan
}

// LegalShape is how a block is set.
type LegalShape int

// The shapes.
const (
	LegalParagraph LegalShape = iota
	LegalHeading
	LegalList
)

// LegalSpan is a stretch of a line; with an address it is a link.
type LegalSpan struct{ Text, Href string }

// The bounds of a legal text: some fifteen printed pages, which still makes a page of less than 100 KiB, and a line as a person would type one.
const (
	maxLegalFile = 48 << 10
	maxLegalLine = 4000 // characters
)

// Legal returns a brand's text in a language.
func (b *Brand) Legal(k LegalKind, l l10n.Locale) (LegalText, bool) {
	if l == l10n.Pseudo {
		l = l10n.EnUS
	}
	t, found := b.legal[k][l]
	return t, found
}

// LegalTexts lists the kinds that a brand has.
func (b *Brand) LegalTexts() []LegalKind {
	return slices.DeleteFunc(LegalKinds(), func(k LegalKind) bool { return len(b.legal[k]) == 0 })
}

// LegalPath is where a text is read.
func LegalPath(k LegalKind) string { return strings.Replace(PathLegal, "{text}", string(k), 1) }

func legalFile(stem string, k LegalKind, l l10n.Locale) string {
	return stem + "-" + string(k) + "." + l.Tag() + ".txt"
}

// readLegal reads a brand's legal texts: each in every language and of one version, or not at all.
func (b *Brand) readLegal(files fs.FS, stem string) (faults []error) {
	b.legal = map[LegalKind]map[l10n.Locale]LegalText{}
	for _, k := range LegalKinds() {
		var missing []string
		texts := map[l10n.Locale]LegalText{}
		for _, l := range l10n.All() {
			name := legalFile(stem, k, l)
			raw, err := readBounded(files, name, maxLegalFile)
			if errors.Is(err, fs.ErrNotExist) {
				missing = append(missing, name)
				continue
			}
			if err != nil {
				faults = append(faults, err)
				continue
			}
			t, wrong := parseLegal(raw)
			for _, fault := range wrong {
				faults = append(faults, fmt.Errorf("%s: %s", name, fault))
			}
			texts[l] = t
		}
		if len(texts) > 0 {
			b.legal[k] = texts
			faults = append(faults, whole(stem, k, texts, missing)...)
		}
	}
	return faults
}

// whole judges whether a text is there in every language, and everywhere of the same version.
func whole(stem string, k LegalKind, texts map[l10n.Locale]LegalText, missing []string) (faults []error) {
	for _, name := range missing {
		faults = append(faults, fmt.Errorf("%s is missing: a text of a brand is there in every language or in none", name))
	}
	first, found := texts[l10n.EnUS]
	for _, l := range l10n.All() {
		if t, there := texts[l]; found && there && (t.Version != first.Version || t.Date != first.Date) {
			faults = append(faults, fmt.Errorf("%s is version %s of %s, but the English text is %s of %s", legalFile(stem, k, l), t.Version, t.Date, first.Version, first.Date))
		}
	}
	return faults
}

// strays tells of texts in a folder that belong to no brand: one with a mistyped name would never be shown.
func strays(files fs.FS, stems []string) (faults []error) {
	names, err := fs.Glob(files, "*.txt")
	if err != nil {
		return []error{fmt.Errorf("list the legal texts: %w", err)}
	}
	known := map[string]bool{}
	for _, stem := range stems {
		for _, k := range LegalKinds() {
			for _, l := range l10n.All() {
				known[legalFile(stem, k, l)] = true
			}
		}
	}
	for _, name := range names {
		if !known[name] {
			faults = append(faults, fmt.Errorf("%s is no text of a brand: the names are NAME-terms, NAME-privacy and NAME-imprint with .en-US.txt, .es-US.txt or .de-DE.txt", name))
		}
	}
	return faults
}

// parseLegal reads a text: a head of "Version: …" and "Date: …", an empty line, then blocks with empty lines between them. A line that begins with
// "# " is a heading, lines that begin with "- " are a list, other lines a paragraph that keeps its lines. [words](https://…) is a link.
func parseLegal(raw []byte) (t LegalText, faults []string) {
	if !utf8.Valid(raw) {
		return t, []string{"it is not UTF-8"}
	}
	all := strings.Split(strings.ReplaceAll(string(raw), "\r\n", "\n"), "\n")
	at := 0
	for ; at < len(all) && strings.TrimSpace(all[at]) != ""; at++ {
		name, value, _ := strings.Cut(all[at], ":")
		switch value = strings.TrimSpace(value); name {
		case "Version":
			t.Version = value
		case "Date":
			t.Date, _ = civil.Parse(value) // a wrong one stays zero
		default:
			faults = append(faults, fmt.Sprintf("line %d: the head has Version and Date only, then an empty line", at+1))
		}
	}
	if !versionShape.MatchString(t.Version) {
		faults = append(faults, fmt.Sprintf("Version %q is not a short name in small letters such as 2027-01", t.Version))
	}
	if t.Date.IsZero() {
		faults = append(faults, "Date is missing or not written like 2027-01-31")
	}
	blocks, wrong := legalBlocks(all[at:], at)
	if len(blocks) == 0 {
		wrong = append(wrong, "it has no words")
	}
	t.Blocks = blocks
	return t, append(faults, wrong...)
}

// legalBlocks reads lines, the first of which stands after so many others.
func legalBlocks(lines []string, before int) (out []LegalBlock, faults []string) {
	var open *LegalBlock
	for i, line := range lines {
		shape, words := shapeOf(strings.TrimSpace(line))
		if words == "" {
			open = nil
			continue
		}
		spans, fault := legalSpans(words)
		if fault != "" {
			faults = append(faults, fmt.Sprintf("line %d: %s", before+i+1, fault))
		}
		if open == nil || open.Shape != shape || shape == LegalHeading {
			out = append(out, LegalBlock{Shape: shape})
			open = &out[len(out)-1]
		}
		open.Lines = append(open.Lines, spans)
	}
	return out, faults
}

func shapeOf(line string) (LegalShape, string) {
	if words, found := strings.CutPrefix(line, "# "); found {
		return LegalHeading, words
	}
	if words, found := strings.CutPrefix(line, "- "); found {
		return LegalList, words
	}
	return LegalParagraph, line
}

// legalLink finds [words](address).
var legalLink = regexp.MustCompile(`\[([^\[\]]*)\]\(([^()\s]*)\)`)

// legalSpans cuts a line at its links, or says what is wrong with it.
func legalSpans(line string) (out []LegalSpan, fault string) {
	switch {
	case utf8.RuneCountInString(line) > maxLegalLine:
		return nil, fmt.Sprintf("it is longer than %d characters", maxLegalLine)
	case strings.ContainsAny(line, "<>"):
		return nil, "< and > are not taken: a text has no HTML"
	case strings.ContainsFunc(line, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }):
		return nil, "it has a character that cannot be printed"
	}
	at := 0
	for _, found := range legalLink.FindAllStringSubmatchIndex(line, -1) {
		words, address := line[found[2]:found[3]], line[found[4]:found[5]]
		if u, err := url.Parse(address); err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || strings.TrimSpace(words) == "" {
			return nil, fmt.Sprintf("the link %q needs words and an address that begins with https://", line[found[0]:found[1]])
		}
		if found[0] > at {
			out = append(out, LegalSpan{Text: line[at:found[0]]})
		}
		out = append(out, LegalSpan{Text: words, Href: address})
		at = found[1]
	}
	if at < len(line) {
		out = append(out, LegalSpan{Text: line[at:]})
	}
	for _, s := range out {
		if s.Href == "" && strings.Contains(s.Text, "](") {
			return nil, "a link is written [words](https://…), without spaces and brackets in its address"
		}
	}
	return out, ""
}
