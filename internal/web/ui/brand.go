package ui

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"marque/internal/l10n"
)

//go:embed brands
var brandFiles embed.FS

// Bounds of a brand's file: far above any real brand, far below what could hurt.
const (
	maxBrands    = 64
	maxLogoBytes = 16 << 10 // inlined into every page
	maxBrandFile = 64 << 10
	maxLicense   = 80 // characters: beside the address at the foot of pages and papers
)

// Area is how a brand paints its header and its most important card.
type Area string

// The areas.
const (
	Open  Area = "open"  // on the page's own light or dark ground
	Solid Area = "solid" // filled with a deep shade of the brand
)

// Brand is one marque: the names, words and looks under which the portal meets its customers.
type Brand struct {
	Key       string   `json:"key"`        // as contracts name it, such as "aurelia"
	Name      string   `json:"name"`       // short, beside the logo
	LegalName string   `json:"legal_name"` // of the lender or lessor
	Hosts     []string `json:"hosts"`      // host names without port
	Phone     string   `json:"phone"`      // as people read it
	PhoneE164 string   `json:"phone_e164"` // as phones dial it
	Hours     string   `json:"hours"`      // when people answer it, in American English
	Address   []string `json:"address"`
	License   string   `json:"license"`    // as the law wants it shown, such as "NMLS ID 1234567"; may be empty
	EmailFrom string   `json:"email_from"` // sender of mails
	HelpEmail string   `json:"help_email"`
	TextFrom  string   `json:"text_from"` // sender of text messages
	Quicken   string   `json:"quicken"`   // the number that Intuit gave the lender (INTU.BID); without it Quicken is offered no file

	HoursIn map[string]string `json:"hours_in"` // Hours in other languages, by BCP 47 tag; without one it is said in English

	Vehicle VehicleLinks `json:"vehicle"` // pages of the marque about its vehicles

	Reminders *Reminders `json:"reminders"` // none is the usual
	Answers   *Answers   `json:"answers"`   // none is the usual
	Clauses   []Clause   `json:"clauses"`   // what its papers say besides
	Tariff    *Tariff    `json:"tariff"`    // of excess wear; none is the program's

	Colour  string  `json:"colour"` // #rrggbb
	Accent  Accent  `json:"accent"`
	Neutral Neutral `json:"neutral"`
	Header  Area    `json:"header"`
	Hero    Area    `json:"hero"`
	Shape   Shape   `json:"shape"`
	Type    Type    `json:"type"`

	logo       string // SVG markup, checked
	motif      []byte // SVG file, checked
	stylesheet string
	legal      map[LegalKind]map[l10n.Locale]LegalText
}

// Company is who lends or lets in law, with its address, in one line.
func (b *Brand) Company() string {
	return strings.Join(append([]string{b.LegalName}, b.Address...), ", ")
}

func (b *Brand) hours(l l10n.Locale) string { return orElse(b.HoursIn[l.Tag()], b.Hours) }

// VehicleLinks are pages of the marque that customers of the lender need.
type VehicleLinks struct {
	Service string `json:"service"` // where a visit to a workshop is booked
	Manuals string `json:"manuals"`
}

// Reminders are the days on which a brand reminds of payments.
type Reminders struct {
	BeforeDue int   `json:"before_due"` // days before the due date; 0 is none
	PastDue   []int `json:"past_due"`   // days past due, ascending
}

// Accent is the one colour of charts, progress and focus.
type Accent struct {
	Light string `json:"light"`
	Dark  string `json:"dark"`
}

// Answers are when somebody answers messages, and within how much of that time an answer is promised.
type Answers struct {
	Zone     string            `json:"zone"`     // America/New_York
	Days     map[string]string `json:"days"`     // {"mon-fri": "08:00-20:00", "sat": "09:00-13:00"}
	Holidays bool              `json:"holidays"` // closed on the holidays of the Federal Reserve
	Within   int               `json:"within"`   // hours
}

// Neutral tints the greys: hues in degrees and chroma in OKLCH, 0 to 0.03. Dark greys have a hue of their own, because a warm one that
// is fine in light turns to olive in the dark.
type Neutral struct {
	Hue     float64 `json:"hue"`
	HueDark float64 `json:"hue_dark"`
	Chroma  float64 `json:"chroma"`
}

func (n Neutral) hue(s scheme) float64 {
	if s == darkScheme {
		return n.HueDark
	}
	return n.Hue
}

// Shape is corner radii in pixels, and whether cards stand out by a shadow or by a line.
type Shape struct {
	Card    int  `json:"card"`
	Control int  `json:"control"`
	Button  int  `json:"button"`
	Shadow  bool `json:"shadow"`
}

// Type is how the brand sets its words. Weights are those of Inter, 100 to 900; tracking is thousandths of an em.
type Type struct {
	Heading         int  `json:"heading"`
	Figure          int  `json:"figure"`
	HeadingTracking int  `json:"heading_tracking"`
	FigureTracking  int  `json:"figure_tracking"`
	HeadingSize     int  `json:"heading_size"` // percent of the house size, 80 to 130
	Capitals        bool `json:"capitals"`     // small labels in spaced capitals
}

// Brands are the brands of one installation.
type Brands struct {
	list []*Brand
}

// LoadBrands reads the brands that come with Marque, or, when files is not nil, those of an operator's own folder: one NAME.json with
// NAME.svg (the logo, one colour drawn in currentColor, another in the class "mark") and NAME-motif.svg (a drawing for large areas)
// beside it, and its legal texts, NAME-terms.en-US.txt and so on. A brand that could not be read by everyone is refused with a sentence.
func LoadBrands(files fs.FS) (*Brands, error) {
	if files == nil {
		sub, err := fs.Sub(brandFiles, "brands")
		if err != nil {
			return nil, fmt.Errorf("open the brands: %w", err)
		}
		files = sub
	}
	out, faults := readBrands(files)
	return out, errors.Join(faults...)
}

// All returns the brands in the order of their file names.
func (bs *Brands) All() []*Brand { return bs.list }

// ByKey finds a brand by its key.
func (bs *Brands) ByKey(key string) (*Brand, bool) {
	for _, b := range bs.list {
		if b.Key == key {
			return b, true
		}
	}
	return nil, false
}

// ByHost finds the brand of a request's Host header, with or without a port; the first brand when no brand has this host.
func (bs *Brands) ByHost(hostport string) *Brand {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = hostport
	}
	for _, b := range bs.list {
		for _, h := range b.Hosts {
			if strings.EqualFold(h, host) {
				return b
			}
		}
	}
	return bs.list[0]
}

func (bs *Brands) distinct() (faults []error) {
	seen := map[string]string{}
	for _, b := range bs.list {
		for _, name := range append([]string{b.Key}, b.Hosts...) {
			if other, found := seen[strings.ToLower(name)]; found {
				faults = append(faults, fmt.Errorf("brand %s: %s belongs to brand %s already", b.Key, name, other))
			}
			seen[strings.ToLower(name)] = b.Key
		}
	}
	return faults
}

func readDrawing(files fs.FS, name string) ([]byte, error) {
	raw, err := readBounded(files, name, maxLogoBytes)
	if err != nil {
		return nil, err
	}
	if err := checkSVG(raw); err != nil {
		return nil, fmt.Errorf("drawing %s: %w", name, err)
	}
	return bytes.TrimSpace(raw), nil
}

func readBounded(files fs.FS, name string, most int) ([]byte, error) {
	raw, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, fmt.Errorf("read brand file %s: %w", name, err)
	}
	if len(raw) > most {
		return nil, fmt.Errorf("brand file %s has %d bytes, at most %d are allowed", name, len(raw), most)
	}
	return raw, nil
}

var (
	keyShape     = regexp.MustCompile(`^[a-z][a-z0-9-]{0,30}$`)
	quickenShape = regexp.MustCompile(`^[0-9]{1,6}$`)
	e164Shape    = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
)

// validate returns everything that is wrong with what the file says, but for its colours.
func (b *Brand) validate() []error {
	var faults []error
	required := []struct{ field, value string }{
		{"name", b.Name}, {"legal_name", b.LegalName}, {"phone", b.Phone}, {"hours", b.Hours},
		{"email_from", b.EmailFrom}, {"help_email", b.HelpEmail}, {"text_from", b.TextFrom},
	}
	for _, r := range required {
		if strings.TrimSpace(r.value) == "" {
			faults = append(faults, fmt.Errorf("%s is missing", r.field))
		}
	}
	if utf8.RuneCountInString(b.License) > maxLicense || strings.ContainsFunc(b.License, unicode.IsControl) {
		faults = append(faults, fmt.Errorf("license must be one line of at most %d characters", maxLicense))
	}
	if !secure(b.Vehicle.Service) || !secure(b.Vehicle.Manuals) {
		faults = append(faults, errors.New("vehicle: a page of the marque begins with https://"))
	}
	if !keyShape.MatchString(b.Key) {
		faults = append(faults, errors.New("key must be a short word in small letters"))
	}
	if len(b.Hosts) == 0 {
		faults = append(faults, errors.New("hosts must name at least one host"))
	}
	if b.Quicken != "" && !quickenShape.MatchString(b.Quicken) {
		faults = append(faults, fmt.Errorf("quicken %q is not the number that Intuit gave, 1 to 6 digits", b.Quicken))
	}
	if !e164Shape.MatchString(b.PhoneE164) {
		faults = append(faults, errors.New("phone_e164 must look like +18005550142"))
	}
	if b.Header != Open && b.Header != Solid || b.Hero != Open && b.Hero != Solid {
		faults = append(faults, errors.New("header and hero are either open or solid"))
	}
	return slices.Concat(faults, b.reach(), b.checkClauses(), b.Tariff.check(), b.validateLook())
}

// secure tells whether an address, if there is one, is encrypted.
func secure(address string) bool { return address == "" || strings.HasPrefix(address, "https://") }

func (b *Brand) validateLook() (faults []error) {
	bounds := []struct {
		field            string
		value, low, high int
	}{
		{"shape.card", b.Shape.Card, 0, 40}, {"shape.control", b.Shape.Control, 0, 24}, {"shape.button", b.Shape.Button, 0, 999},
		{"type.heading", b.Type.Heading, 100, 900}, {"type.figure", b.Type.Figure, 100, 900},
		{"type.heading_tracking", b.Type.HeadingTracking, -60, 100}, {"type.figure_tracking", b.Type.FigureTracking, -60, 100},
		{"type.heading_size", b.Type.HeadingSize, 80, 130},
	}
	for _, x := range bounds {
		if x.value < x.low || x.value > x.high {
			faults = append(faults, fmt.Errorf("%s is %d, but must lie between %d and %d", x.field, x.value, x.low, x.high))
		}
	}
	n := b.Neutral
	if min(n.Hue, n.HueDark) < 0 || max(n.Hue, n.HueDark) > 360 || n.Chroma < 0 || n.Chroma > 0.03 {
		faults = append(faults, errors.New("neutral.hue and hue_dark must lie between 0 and 360, neutral.chroma between 0 and 0.03"))
	}
	return faults
}

// dress derives the palettes and writes the brand's style sheet, or says what cannot be read in the light and in the dark.
func (b *Brand) dress() []error {
	light, err1 := paint(b, lightScheme)
	dark, err2 := paint(b, darkScheme)
	if err1 != nil || err2 != nil {
		return slices.DeleteFunc([]error{err1, err2}, func(err error) bool { return err == nil })
	}
	b.stylesheet = fmt.Sprintf("@layer brand{:root{color-scheme:light dark;%s%s}\n@media (prefers-color-scheme:dark){:root{%s}}\n"+
		"@media print{:root{%s}}}\n", b.shapeCSS(), light.css(), dark.css(), light.css())
	return nil
}

func (b *Brand) shapeCSS() string {
	shadow, edge := "none", "var(--line)"
	if b.Shape.Shadow {
		shadow, edge = "var(--shadow)", "transparent"
	}
	labelCase, labelTracking, labelSize := "none", "0", "0.875rem"
	if b.Type.Capitals {
		labelCase, labelTracking, labelSize = "uppercase", "0.08em", "0.75rem"
	}
	return fmt.Sprintf("--radius-card:%dpx;--radius-control:%dpx;--radius-button:%dpx;--card-shadow:%s;--card-edge:%s;"+
		"--heading-weight:%d;--heading-tracking:%.3fem;--heading-size:%.2f;--figure-weight:%d;--figure-tracking:%.3fem;"+
		"--label-case:%s;--label-tracking:%s;--label-size:%s;--motif:url(motif-%s.svg);",
		b.Shape.Card, b.Shape.Control, b.Shape.Button, shadow, edge,
		b.Type.Heading, float64(b.Type.HeadingTracking)/1000, float64(b.Type.HeadingSize)/100, b.Type.Figure,
		float64(b.Type.FigureTracking)/1000, labelCase, labelTracking, labelSize, b.Key)
}

// favicon is the logo with its colours written in: a file of its own meets no style sheet.
func (b *Brand) favicon() []byte {
	return []byte(strings.NewReplacer("currentColor", b.Colour, `class="mark-fill"`, `fill="`+b.Accent.Light+`"`,
		`class="mark"`, `stroke="`+b.Accent.Light+`"`).Replace(b.logo))
}
