package ui

import (
	"fmt"
	"regexp"

	"marque/internal/money"
)

// Tariff is a brand's own tariff of excess wear on leased vehicles. A brand without one has the program's.
type Tariff struct {
	Version  string       `json:"version"`  // kept with each picture, so that new lines or prices need a new one
	Currency string       `json:"currency"` // ISO 4217; a contract in another has the program's tariff
	Lines    []TariffLine `json:"lines"`
}

// TariffLine is what is charged for a piece of damage that is larger than a measure.
type TariffLine struct {
	Key   string            `json:"key"`   // as inspections name it; it means the same in every version
	What  map[string]string `json:"what"`  // by BCP 47 tag, in every language
	Free  map[string]string `json:"free"`  // what is ordinary wear and costs nothing; the same
	Price string            `json:"price"` // in major units, such as "150.00"

	price money.Cents // of Price, once it is checked
}

// Amount is the line's price.
func (l *TariffLine) Amount() money.Cents { return l.price }

// The bounds of a tariff: what a person still reads with a telephone in hand, and what no single piece of wear costs.
const (
	maxTariffLines = 40
	maxTariffWhat  = 80
	maxTariffFree  = 120
	maxTariffPrice = "10000" // in major units
)

var (
	versionShape    = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{0,39}$`)
	tariffLineShape = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`) // a code of the feed
)

// check returns a sentence for everything that is wrong with a tariff.
func (t *Tariff) check() (faults []error) {
	if t == nil {
		return nil
	}
	if !versionShape.MatchString(t.Version) {
		faults = append(faults, fmt.Errorf("tariff.version %q is not a short name in small letters such as wear-2027-01", t.Version))
	}
	currency, err := money.CurrencyOf(t.Currency)
	if err != nil {
		faults = append(faults, fmt.Errorf("tariff.currency %q is not a currency such as USD", t.Currency))
		currency = money.USD()
	}
	if len(t.Lines) == 0 || len(t.Lines) > maxTariffLines {
		return append(faults, fmt.Errorf("tariff.lines: found %d, want between 1 and %d", len(t.Lines), maxTariffLines))
	}
	seen := map[string]int{}
	for i := range t.Lines {
		l := &t.Lines[i]
		for _, fault := range l.check(currency) {
			faults = append(faults, fmt.Errorf("tariff line %d: %s", i+1, fault))
		}
		if first := seen[l.Key]; first > 0 {
			faults = append(faults, fmt.Errorf("tariff line %d: key %q is that of line %d already", i+1, l.Key, first))
			continue
		}
		seen[l.Key] = i + 1
	}
	return faults
}

// check returns a sentence for everything that is wrong with a line, and reads its price.
func (l *TariffLine) check(currency money.Currency) (faults []string) {
	if !tariffLineShape.MatchString(l.Key) {
		faults = append(faults, fmt.Sprintf("key %q is not a word of at most 40 small letters, digits and _", l.Key))
	}
	faults = append(faults, inEveryLanguage("what", l.What, maxTariffWhat, oneLine)...)
	faults = append(faults, inEveryLanguage("free", l.Free, maxTariffFree, oneLine)...)
	most, _ := money.Parse(maxTariffPrice, currency) // a constant
	var err error
	switch l.price, err = money.Parse(l.Price, currency); {
	case err != nil:
		faults = append(faults, fmt.Sprintf("price %q is not an amount in %s such as 150.00", l.Price, currency.Code))
	case l.price <= 0 || l.price > most:
		faults = append(faults, fmt.Sprintf("price %q must be more than nothing and at most %s", l.Price, most.Text(currency)))
	}
	return faults
}
