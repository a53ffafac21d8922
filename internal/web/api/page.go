package api

import (
	"encoding/base64"

	"marque/internal/fault"
)

// Paging is what every list takes: its bounds stand in the tags, from which they are checked and documented.
type Paging struct {
	Limit int    `query:"limit" minimum:"1" maximum:"100" default:"25" doc:"How many entries at most."`
	After string `query:"after" maxLength:"400" doc:"The cursor of the page before: its next."`
}

// page is one page of a list.
type page[T any] struct {
	Items []T    `json:"items" nullable:"false" doc:"The entries of this page, in the order of the list."`
	Next  string `json:"next,omitempty" doc:"The cursor of the next page; none on the last one."`
}

// cursor hides the key of an entry: what a client must not take apart.
func cursor(key string) string { return base64.RawURLEncoding.EncodeToString([]byte(key)) }

// key reads a cursor.
func (p Paging) key() (string, error) {
	key, err := base64.RawURLEncoding.DecodeString(p.After)
	if err != nil {
		return "", fault.Input("after", "This is no cursor that a page of this list gave.")
	}
	return string(key), nil
}

// cut returns the page of a whole list that comes after the cursor's entry. Entries keep their keys whatever is entered before them, so a page
// neither repeats nor skips one.
func cut[F, T any](all []F, p Paging, keyOf func(F) string, show func(F) T) (page[T], error) {
	after, err := p.key()
	if err != nil {
		return page[T]{}, err
	}
	from := 0
	if after != "" {
		for from < len(all) && keyOf(all[from]) != after {
			from++
		}
		if from == len(all) {
			return page[T]{}, fault.Input("after", "This is no cursor that a page of this list gave.")
		}
		from++
	}
	until := min(from+p.Limit, len(all))
	out := page[T]{Items: make([]T, 0, until-from)}
	for _, one := range all[from:until] {
		out.Items = append(out.Items, show(one))
	}
	if until < len(all) {
		out.Next = cursor(keyOf(all[until-1]))
	}
	return out, nil
}
