package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"marque/internal/civil"
)

// builder makes people, vehicles and contracts from one seed.
type builder struct {
	Options
	random  *rand.Rand
	numbers map[string]int
	people  int
}

// person is somebody made up.
type person struct {
	ref, given, family, email, phone string
	born                             civil.Date
	place                            place
}

type place struct{ city, region, postal, zone string }

func names() (given, family, streets []string) {
	return []string{
			"Ada", "Bao", "Clara", "Diego", "Elif", "Farid", "Grace", "Hana", "Ines", "Jonas", "Kofi", "Lena", "Marta", "Nia", "Oskar", "Priya", "Quinn",
			"Rosa", "Samir", "Tomás", "Uma", "Viktor", "Wanda", "Ximena", "Yara", "Zoë", "Božena", "Thảo", "Søren", "Łukasz",
		}, []string{
			"Abbott", "Brandt", "Castillo", "Dubois", "Eriksen", "Fontaine", "García", "Hughes", "Ibrahim", "Johnson", "Kowalski", "Lindqvist", "Moreau",
			"Nguyễn", "Okafor", "Petrov", "Quist", "Rossi", "Šafařík", "Tanaka", "Underwood", "Varga", "Walker", "Ximénez", "Yilmaz", "Zimmer",
		}, []string{"Maple Ave", "Oak St", "Harbor Rd", "Cedar Ln", "Mill Way", "Lake Dr", "Orchard Ct"}
}

func places() []place {
	return []place{
		{"Austin", "TX", "78701", "America/Chicago"}, {"Columbus", "OH", "43215", "America/New_York"}, {"Denver", "CO", "80202", "America/Denver"},
		{"Pittsburgh", "PA", "15222", "America/New_York"}, {"Sacramento", "CA", "95814", "America/Los_Angeles"}, {"Newark", "NJ", "07102", "America/New_York"},
		{"Wichita", "KS", "67202", "America/Chicago"}, {"Tulsa", "OK", "74103", "America/Chicago"}, {"Duluth", "MN", "55802", "America/Chicago"},
	}
}

func pick[T any](r *rand.Rand, all []T) T { return all[r.IntN(len(all))] }

func (b *builder) person() person {
	given, family, _ := names()
	b.people++
	g, f := pick(b.random, given), pick(b.random, family)
	return person{
		ref: fmt.Sprintf("DP%04d", b.people), given: g, family: f,
		email: fmt.Sprintf("customer%d@example.com", b.people), phone: fmt.Sprintf("+1201555%04d", 100+b.people),
		born: civil.Must(1950+b.random.IntN(52), 1, 1).AddDays(b.random.IntN(365)), place: pick(b.random, places()),
	}
}

// party writes a person as the feed does.
func (b *builder) party(p person, role string) map[string]any {
	_, _, streets := names()
	return map[string]any{
		"role": role, "party_ref": p.ref, "given_name": p.given, "family_name": p.family, "birth_date": p.born.String(), "email": p.email, "phone": p.phone,
		"tax_id_last4": fmt.Sprintf("%04d", b.random.IntN(10000)), "locale": "en-US",
		"address": map[string]any{
			"line1": fmt.Sprintf("%d %s", 100+b.random.IntN(9800), pick(b.random, streets)), "city": p.place.city, "region": p.place.region,
			"postal_code": p.place.postal, "country": "US", "time_zone": p.place.zone,
		},
	}
}

// car is a vehicle made up.
type car struct {
	vin, make, model, trim, condition string
	year, miles                       int
}

// models lists what each brand sells.
func models(brand string) []string {
	if brand == "norden" {
		return []string{"Vela Hybrid", "Polar EV", "Fjord Wagon", "Skarv SUV"}
	}
	return []string{"A5 Coupe", "Strada Sedan", "Meridian SUV", "Lumen EV"}
}

func (b *builder) car(brand string, year int, used bool) car {
	c := car{
		vin: b.vin(year), make: strings.ToUpper(brand[:1]) + brand[1:], model: pick(b.random, models(brand)), trim: pick(b.random, []string{"Base", "Sport", "Touring"}),
		condition: "new", year: year, miles: 5 + b.random.IntN(60),
	}
	if used {
		c.condition, c.miles = "used", 8_000+b.random.IntN(50_000)
	}
	return c
}

// vin makes a well-formed number with its check digit (49 CFR 565.15).
func (b *builder) vin(year int) string {
	const letters = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
	const years = "ABCDEFGHJKLMNPRSTVWXY123456789" // model years from 1980, 30 to a round
	text := []byte("1M8")
	for range 5 {
		text = append(text, letters[b.random.IntN(len(letters))])
	}
	text = append(text, '0', years[(year-1980)%len(years)], 'P')
	text = append(text, fmt.Sprintf("%06d", b.random.IntN(1_000_000))...)
	text[8] = checkDigit(text)
	return string(text)
}

func checkDigit(vin []byte) byte {
	const values = "0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ"
	weights := [17]int{8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2}
	sum := 0
	for i, c := range vin {
		sum += strings.IndexByte(values, c) % 10 * weights[i]
	}
	return "0123456789X"[sum%11]
}

func (c car) feed(on civil.Date) map[string]any {
	return map[string]any{
		"vin": c.vin, "make": c.make, "model": c.model, "model_year": c.year, "trim": c.trim, "condition": c.condition, "assembly_country": "US",
		"personal_use": true, "odometer": map[string]any{"value": c.miles, "unit": "mi", "read_on": on.String()}, "plate": nil,
	}
}
