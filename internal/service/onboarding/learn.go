package onboarding

import (
	"marque/internal/core/contract"
	"marque/internal/core/feed"
	"marque/internal/core/vehicle"
	"marque/internal/store/vehicles"
)

// learn plans what is told of a vehicle: it is kept by VIN, whether or not there is a contract yet, and brought to the contracts there are.
func (p *plan) learn(e *feed.Event, f feed.Fact) (Outcome, error) {
	vin, on := f.About()
	c := p.vehicles[vin]
	for _, h := range c.holders {
		if err := p.tellFact(e, f, h); err != nil {
			return Outcome{}, err
		}
	}
	body := p.record(e, f)
	if body == nil {
		return Outcome{Result: Applied}, nil
	}
	news := newsItem{key: e.Key(), on: on, body: body}
	c.hear(news)
	for _, h := range c.holders {
		p.bring(h, news)
	}
	return Outcome{Result: Applied}, nil
}

// record plans the fact's row and returns what contracts learn of it; a recall does not concern them.
func (p *plan) record(e *feed.Event, f feed.Fact) contract.Body {
	told := e.Told()
	switch d := f.(type) {
	case *feed.Odometer:
		return p.recordReading(e, d)
	case *feed.Recall:
		p.facts.Recalls = append(p.facts.Recalls, vehicles.Recall{VIN: d.VIN, Told: told, Campaign: d.Campaign, Title: d.Title, Link: d.Link, Status: d.Status})
	case *feed.Title:
		row := vehicles.Title{VIN: d.VIN, Told: told, On: d.On, State: d.State, Status: d.Status}
		p.facts.Titles = append(p.facts.Titles, row)
		return titleNews(row).body
	case *feed.Ownership:
		row := vehicles.Ownership{VIN: d.VIN, Told: told, On: d.On, Reason: d.Reason}
		p.facts.Ownership = append(p.facts.Ownership, row)
		return ownershipNews(row).body
	}
	return nil
}

func (p *plan) recordReading(e *feed.Event, d *feed.Odometer) contract.Body {
	row := vehicles.Reading{VIN: d.VIN, Told: e.Told(), On: d.Reading.ReadOn, Value: d.Reading.Value, Unit: string(d.Reading.Unit), Source: vehicles.Odometer}
	if e.Type == feed.VehicleServiced {
		row.Source = vehicles.Workshop
	}
	p.facts.Readings = append(p.facts.Readings, row)
	if d.Service != (feed.Work{}) {
		p.facts.Services = append(p.facts.Services, vehicles.Service{
			VIN: d.VIN, Told: e.Told(), On: d.Reading.ReadOn, Dealer: d.Service.Dealer, Summary: d.Service.Summary, Link: d.Service.Link,
		})
	}
	return readingNews(row).body
}

func readingNews(r vehicles.Reading) newsItem {
	miles := vehicle.Odometer{Value: r.Value, Unit: vehicle.Unit(r.Unit)}.Miles()
	return newsItem{r.Told.By, r.On, contract.Odometer{Miles: miles, Source: r.Source}}
}

func titleNews(t vehicles.Title) newsItem {
	return newsItem{t.Told.By, t.On, contract.Title{State: t.State, Status: t.Status}}
}

func ownershipNews(o vehicles.Ownership) newsItem {
	return newsItem{o.Told.By, o.On, contract.OwnershipChanged{Reason: contract.OwnershipReason(o.Reason)}}
}

// bring plans a contract's event. What happened to the vehicle before the contract is not the contract's; what happens later goes to every
// contract of the vehicle, so that the order in which contracts and facts arrive makes no difference.
func (p *plan) bring(h *holder, news newsItem) {
	if news.on < h.terms.ContractDate {
		return
	}
	p.add(h, p.s.d.Book.Event(h.id, news.key, news.on, news.body))
}
