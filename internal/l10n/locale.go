// Package l10n writes numbers, money, percentages and dates the way a language writes them, and holds words in every language
// together: a text that lacks a language does not compile. Which words is not its business: they stand where they are shown.
package l10n

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Locale is a language with a region, such as en-US. The zero value writes as en-US does.
type Locale uint8

// The languages that Marque speaks. A new one is a row in tables and a line in testdata/intl.mjs.
const (
	EnUS Locale = iota
	EsUS
	DeDE
)

// maxPreferences is how many entries of an Accept-Language header are read: browsers send fewer than ten.
const maxPreferences = 16

// All returns every locale, the one for strangers first.
func All() []Locale { return []Locale{EnUS, EsUS, DeDE} }

// Parse reads a BCP 47 tag such as "es-US", in any letter case. It knows exact tags only; see Match for what a browser sends.
func Parse(tag string) (Locale, bool) {
	for _, l := range All() {
		if strings.EqualFold(tag, l.Tag()) {
			return l, true
		}
	}
	return EnUS, false
}

// Match picks the locale for an Accept-Language header (RFC 9110 section 12.5.4): the acceptable entry with the highest weight whose
// language we speak, whatever its region; EnUS when there is none.
func Match(acceptLanguage string) Locale {
	type choice struct {
		locale Locale
		weight int
	}
	var choices []choice
	for i, entry := range strings.Split(acceptLanguage, ",") {
		if i == maxPreferences {
			break
		}
		tag, params, _ := strings.Cut(entry, ";")
		if l, ok := byLanguage(strings.TrimSpace(tag)); ok {
			if w := weight(params); w > 0 {
				choices = append(choices, choice{l, w})
			}
		}
	}
	slices.SortStableFunc(choices, func(a, b choice) int { return cmp.Compare(b.weight, a.weight) })
	if len(choices) == 0 {
		return EnUS
	}
	return choices[0].locale
}

func byLanguage(tag string) (Locale, bool) {
	language, _, _ := strings.Cut(strings.ToLower(tag), "-")
	for _, l := range All() {
		if language == l.Language() {
			return l, true
		}
	}
	return EnUS, false
}

// weight reads "q=0.8" as thousandths. No weight counts as 1, a broken one as 0.
func weight(params string) int {
	_, q, found := strings.Cut(strings.ReplaceAll(params, " ", ""), "q=")
	if !found {
		return 1000
	}
	whole, fraction, _ := strings.Cut(q, ".")
	if whole == "1" {
		return 1000
	}
	n, err := strconv.Atoi((fraction + "000")[:3])
	if whole != "0" || err != nil {
		return 0
	}
	return n
}

// Version names the words of a text that is signed, in this language: a version with the language behind it, unless it is American English.
func (l Locale) Version(words string) string {
	if l == EnUS {
		return words
	}
	return words + "-" + l.Language()
}

// OfVersion returns the language that Version named.
func OfVersion(version string) Locale {
	for _, l := range All() {
		if strings.HasSuffix(version, "-"+l.Language()) {
			return l
		}
	}
	return EnUS
}

// Tag returns the BCP 47 tag, as the lang attribute of a page wants it.
func (l Locale) Tag() string {
	if l == Pseudo {
		return pseudoTag
	}
	return l.table().tag
}

// Language returns the language without the region, such as "es".
func (l Locale) Language() string {
	language, _, _ := strings.Cut(l.Tag(), "-")
	return language
}

// MonthFirst tells whether dates in figures begin with the month.
func (l Locale) MonthFirst() bool { return strings.HasPrefix(l.table().short, "M") }

// Name returns the name of the language in that language, as a person looks for it in a list.
func (l Locale) Name() string { return l.table().name }

// String returns the tag.
func (l Locale) String() string { return l.Tag() }

func (l Locale) table() *table {
	if int(l) >= len(tables) {
		return &tables[EnUS]
	}
	return &tables[l]
}
