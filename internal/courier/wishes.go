package courier

import (
	"time"

	"marque/internal/core/access"
	"marque/internal/core/notice"
	"marque/internal/store/engine"
	"marque/internal/store/wishes"
)

// wished reads what the readers of parcels have chosen, as far as it matters: what always goes asks nobody.
func wished(tx *engine.Tx, all []Parcel) (map[access.PartyID]notice.Wishes, error) {
	var people []access.PartyID
	seen := map[access.PartyID]bool{{}: true}
	for i := range all {
		if p := &all[i]; notice.KindOf(p.Notice).Topic() != notice.TopicSecurity && !seen[p.Party] {
			seen[p.Party] = true
			people = append(people, p.Party)
		}
	}
	return wishes.OfAll(tx, people)
}

// ways are the parcels that become of one: itself unless its reader has switched it off, and beside a letter the text that its reader wants.
func (c *Courier) ways(p Parcel, chosen map[access.PartyID]notice.Wishes) []Parcel {
	kind := notice.KindOf(p.Notice)
	if kind.Topic() == notice.TopicSecurity || p.Party.IsZero() {
		return []Parcel{p}
	}
	w, ok := chosen[p.Party]
	if !ok {
		w = notice.DefaultWishes()
	}
	var out []Parcel
	if w.Wants(kind, p.By) {
		out = append(out, c.quietly(p, w))
	}
	if p.By == notice.Mail && p.phone != "" && w.Wants(kind, notice.SMS) && notice.GoesBy(p.Notice, notice.SMS) {
		text := p
		text.By, text.To = notice.SMS, p.phone
		if p.Once != "" {
			text.Once = p.Once + "/text"
		}
		out = append(out, c.quietly(text, w))
	}
	return out
}

// quietly lets a text wait until its reader's quiet hours are over.
func (c *Courier) quietly(p Parcel, w notice.Wishes) Parcel {
	if p.By != notice.SMS {
		return p
	}
	zone := p.Zone
	if zone == nil {
		zone = c.d.Zone
	}
	if zone == nil {
		zone = time.UTC
	}
	p.NotBefore = w.Quiet.After(later(c.d.Now(), p.NotBefore).In(zone))
	return p
}
