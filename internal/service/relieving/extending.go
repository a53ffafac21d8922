package relieving

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"marque/internal/book"
	"marque/internal/civil"
	"marque/internal/core/access"
	"marque/internal/core/contract"
	"marque/internal/core/notice"
	"marque/internal/core/relief"
	"marque/internal/core/statement"
	"marque/internal/door"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/l10n"
	"marque/internal/paper"
	"marque/internal/store/contracts"
	"marque/internal/store/engine"
	"marque/internal/store/reliefs"
)

// Consent is how we know who signed and what was on the page.
type Consent struct {
	Contract contract.ID
	Key      string // the same key signs once
	Shown    []byte // relief.Digest of the words that were shown: other words are not signed
	Network  string
	Methods  string      // that the session was proved by
	Locale   l10n.Locale // in which the words were shown; of an extension see Offer
}

// Offer is an extension before it is asked for.
type Offer struct {
	Now, Then relief.Outlook
	Text      []string
	Locale    l10n.Locale // of Text: the language of everybody on the contract, or American English when they differ
	Signers   []Signer
	request   relief.Request
}

// Offer tells what an extension would come to, in the words that are signed, or why it cannot be had.
func (s *Service) Offer(ctx context.Context, by access.Actor, contractID contract.ID, periods int) (Offer, error) {
	var out Offer
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.ContractRead, On: access.OnContract(contractID)}, func(r engine.Reader) error {
		f, err := s.facts(r, contractID)
		if err != nil {
			return err
		}
		out, err = s.offer(&f, by, periods)
		return err
	})
	return out, err
}

func (s *Service) offer(f *facts, by access.Actor, periods int) (Offer, error) {
	if err := f.onlyLoans(); err != nil {
		return Offer{}, err
	}
	x := f.state.NextExtension(periods)
	if err := f.state.MayExtend(x, false); err != nil {
		return Offer{}, err
	}
	var out Offer
	var err error
	if out.Now, err = f.look(nil); err != nil {
		return out, err
	}
	if out.Then, err = f.look(x); err != nil {
		return out, err
	}
	out.Then.Periods = periods
	t := &f.stored.Terms
	out.Locale = common(f.people)
	out.Text = out.Locale.Write(relief.Text(relief.Words{
		Lender: s.Brands[t.Brand].LegalName, Number: t.Number, Vehicle: f.vehicle.Name(), Currency: t.Money(), Now: out.Now, Then: out.Then,
	}))
	for i := range f.people {
		out.Signers = append(out.Signers, Signer{Party: f.people[i].ID, Name: nameOf(&f.people[i]), Role: f.members[i].Role, You: f.people[i].ID == by.Party})
	}
	out.request = relief.Request{
		Contract: f.stored.ID, Party: by.Party, Periods: periods, From: x.From, Shown: out.Then, Text: out.Text, Locale: out.Locale, State: relief.Open, StateOn: f.today,
		Since: f.today, Expires: f.today.AddDays(relief.SignDays), By: by.User, At: s.Book.Now(),
	}
	return out, nil
}

// AskExtension asks for an extension and signs it for whoever asks. Where nobody else owes it counts at once.
func (s *Service) AskExtension(ctx context.Context, by access.Actor, periods int, c Consent) (relief.ID, error) {
	if c.Key == "" {
		return relief.ID{}, expired()
	}
	request := id.Derive[relief.Request](c.Contract.String(), c.Key)
	pass := door.Pass{By: by, Do: access.ReliefAsk, On: access.OnContract(c.Contract), Key: c.Key, Note: request.String()}
	err := s.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		if err := contracts.Lock(tx, c.Contract); err != nil {
			return err
		}
		f, err := s.facts(tx, c.Contract)
		if err != nil {
			return err
		}
		o, err := s.offer(&f, by, periods)
		if err != nil {
			return err
		}
		q := o.request
		q.ID = request
		if err := reliefs.Insert(tx, s.Box, q); err != nil {
			return err
		}
		if len(f.people) > 1 {
			if err := s.tellAsked(tx, &f, q); err != nil {
				return err
			}
		}
		return s.sign(tx, &f, by, q, c)
	})
	if fault.Is(err, fault.Repeated) {
		return request, nil
	}
	return request, err
}

// SignExtension signs a request that waits. With the last signature it becomes the extension, if its numbers still hold; otherwise everybody is told
// that it does not.
func (s *Service) SignExtension(ctx context.Context, by access.Actor, request relief.ID, c Consent) error {
	pass := door.Pass{By: by, Do: access.ReliefSign, On: access.OnContract(c.Contract), Note: request.String()}
	return s.Door.Write(ctx, pass, func(tx *engine.Tx) error {
		if err := contracts.Lock(tx, c.Contract); err != nil {
			return err
		}
		q, err := reliefs.ByID(tx, s.Box, c.Contract, request)
		if err != nil {
			return err
		}
		f, err := s.facts(tx, c.Contract)
		if err != nil {
			return err
		}
		signed, err := reliefs.Signatures(tx, c.Contract, request)
		if err != nil || slices.ContainsFunc(signed, func(x relief.Signature) bool { return x.Party == by.Party }) {
			return err // pressing twice is no mistake
		}
		if err := s.mayStillSign(tx, q, &f); err != nil {
			return err
		}
		return s.sign(tx, &f, by, q, c)
	})
}

// mayStillSign refuses what is closed, over, or over with the close of its last day.
func (s *Service) mayStillSign(r engine.Reader, q relief.Request, f *facts) error {
	if err := q.MaySign(f.today); err != nil {
		return err
	}
	closed, err := s.Book.Closed(r, q.Expires)
	if err == nil && closed {
		err = l10n.Fault(fault.Conflict,
			"The time for signing is over. Please ask again.",
			"El plazo para firmar terminó. Haga la solicitud otra vez.",
			"Die Frist zum Unterschreiben ist vorbei. Bitte stellen Sie den Antrag erneut.")
	}
	return err
}

// sign keeps one signature and, when it is the last, grants.
func (s *Service) sign(tx *engine.Tx, f *facts, by access.Actor, q relief.Request, c Consent) error {
	digest := relief.Digest(q.Text)
	if !bytes.Equal(digest, c.Shown) {
		return l10n.Fault(fault.Conflict,
			"Something about your contract has changed while you were reading. Please look at the agreement once more.",
			"Algo de su contrato cambió mientras usted leía. Revise el convenio otra vez.",
			"Während Sie lasen, hat sich an Ihrem Vertrag etwas geändert. Bitte sehen Sie sich die Vereinbarung noch einmal an.")
	}
	err := reliefs.Sign(tx, q.Contract, q.ID, relief.Signature{
		Party: by.Party, Version: q.Locale.Version(relief.Version), Hash: digest, At: s.Book.Now(), Network: c.Network, Methods: c.Methods,
	})
	if err != nil {
		return err
	}
	signed, err := reliefs.Signatures(tx, q.Contract, q.ID)
	if err != nil {
		return err
	}
	obligors := make([]access.PartyID, len(f.people))
	for i := range f.people {
		obligors[i] = f.people[i].ID
	}
	if len(relief.Missing(obligors, signed)) > 0 {
		return nil
	}
	return s.grant(tx, f, q, signed)
}

// grant turns a request that everybody signed into the event, when the policy still allows it and the numbers still hold.
func (s *Service) grant(tx *engine.Tx, f *facts, q relief.Request, signed []relief.Signature) error {
	now, err := f.look(q.Body())
	if err != nil {
		return err
	}
	if f.state.MayExtend(q.Body(), false) != nil || !q.Holds(now) {
		return s.close(tx, f, q, relief.Changed)
	}
	granted, err := q.End(relief.Granted, f.today)
	if err != nil {
		return err
	}
	if err := reliefs.Update(tx, granted); err != nil {
		return err
	}
	if _, err := s.Book.AppendOn(tx, q.Contract, f.today, s.Book.Event(q.Contract, book.Key("extension", q.ID.String()), f.today, q.Body())); err != nil {
		return err
	}
	if err := s.keep(tx, f, granted, signed); err != nil {
		return err
	}
	why := l10n.T(
		"Everybody has signed. Your next payment is due on %s; interest keeps accruing until then.",
		"Todos firmaron. Su próximo pago vence el %s; hasta entonces se siguen generando intereses.",
		"Alle haben unterschrieben. Ihre nächste Zahlung ist am %s fällig; bis dahin laufen die Zinsen weiter.", q.Shown.First)
	return s.tellAll(tx, f, notice.ExtensionGranted{Change: notice.Change{
		Vehicle: f.vehicle.Name(), Why: why, Next: l10n.T(
			"The agreement is kept with your contract, under Relief and changes.",
			"El acuerdo queda guardado con su contrato, en Facilidades de pago y cambios.",
			"Die Vereinbarung liegt bei Ihrem Vertrag, unter Zahlungserleichterung und Änderungen.").Then(autopayFollows()),
	}}, "extension-granted/"+q.ID.String())
}

// close ends a request that does not become an extension, and tells everybody: never silently.
func (s *Service) close(tx *engine.Tx, f *facts, q relief.Request, as relief.State) error {
	ended, err := q.End(as, f.today)
	if err != nil {
		return err
	}
	if err := reliefs.Update(tx, ended); err != nil {
		return err
	}
	why := map[relief.State]l10n.Text{
		relief.Expired: l10n.T(
			"Not everybody on the contract signed the extension in time, so it does not count.",
			"No todas las personas del contrato firmaron la prórroga a tiempo, así que no cuenta.",
			"Nicht alle Vertragspartner haben die Verlängerung rechtzeitig unterschrieben, deshalb gilt sie nicht."),
		relief.Changed: l10n.T(
			"Everybody signed the extension, but the contract has changed since it was asked for, so its dates or figures no longer hold and it does not count.",
			"Todos firmaron la prórroga, pero el contrato cambió desde que se pidió; sus fechas o cifras ya no valen, así que no cuenta.",
			"Alle haben die Verlängerung unterschrieben, aber der Vertrag hat sich seit der Anfrage geändert; ihre Tage oder Zahlen stimmen nicht mehr, deshalb gilt sie nicht."),
		relief.Withdrawn: l10n.T(
			"The extension was withdrawn by somebody on the contract, so it does not count.",
			"Alguien del contrato retiró la prórroga, así que no cuenta.",
			"Ein Vertragspartner hat die Verlängerung zurückgezogen, deshalb gilt sie nicht."),
	}[as]
	return s.tellAll(tx, f, notice.ExtensionClosed{Change: notice.Change{
		Vehicle: f.vehicle.Name(), Why: why, Next: l10n.T(
			"Payments stay due on their dates. You can ask again at any time, or call us.",
			"Los pagos vencen en sus fechas. Puede pedirla otra vez cuando quiera, o llámenos.",
			"Zahlungen bleiben an ihren Tagen fällig. Sie können jederzeit neu fragen oder uns anrufen."),
	}}, "extension-closed/"+q.ID.String())
}

// tellAsked tells everybody what waits for their signature.
func (s *Service) tellAsked(tx *engine.Tx, f *facts, q relief.Request) error {
	asker := l10n.T("Somebody", "Alguien", "Jemand")
	for i := range f.people {
		if f.people[i].ID == q.Party {
			asker = l10n.Name(nameOf(&f.people[i]))
		}
	}
	why := l10n.T(
		"%s asked to move %s to the end of the contract. It counts only when everybody on the contract has signed, each with their own sign-in.",
		"%s pidió mover %s al final del contrato. Solo cuenta cuando todas las personas del contrato hayan firmado, cada una con su propio acceso.",
		"%s möchte %s an das Ende des Vertrags verschieben. Das gilt erst, wenn alle Vertragspartner unterschrieben haben, jeder mit eigener Anmeldung.", asker, relief.Payments(q.Periods))
	return s.tellAll(tx, f, notice.ExtensionAsked{Change: notice.Change{
		Vehicle: f.vehicle.Name(), Why: why, Next: l10n.T(
			"Please read and sign it by %s, 5 p.m. of your lender's time, or it ends by itself.",
			"Léala y fírmela a más tardar el %s a las 5 p. m., hora de su prestamista; si no, termina sola.",
			"Bitte lesen und unterschreiben Sie sie bis zum %s, 17 Uhr Zeit Ihres Kreditgebers; sonst endet sie von selbst.", q.Expires),
	}}, "extension-asked/"+q.ID.String())
}

// WithdrawExtension calls an open request off; anybody on the contract may.
func (s *Service) WithdrawExtension(ctx context.Context, by access.Actor, contractID contract.ID, request relief.ID) error {
	pass := door.Pass{By: by, Do: access.ReliefWithdraw, On: access.OnContract(contractID), Note: request.String()}
	return s.Door.Write(ctx, pass, func(tx *engine.Tx) error { return s.closeOne(tx, contractID, request, relief.Withdrawn) })
}

func (s *Service) closeOne(tx *engine.Tx, contractID contract.ID, request relief.ID, as relief.State) error {
	if err := contracts.Lock(tx, contractID); err != nil {
		return err
	}
	q, err := reliefs.ByID(tx, s.Box, contractID, request)
	if err != nil || q.State == as {
		return err
	}
	f, err := s.facts(tx, contractID)
	if err != nil {
		return err
	}
	return s.close(tx, &f, q, as)
}

// pageSize bounds how many requests are held in memory at a time.
const pageSize = 200

// expire closes the requests whose last day a close ends. A request that was signed or withdrawn meanwhile is left alone.
func (s *Service) expire(ctx context.Context, day civil.Date) (int, error) {
	done := 0
	for {
		var page []reliefs.Key
		err := s.Door.Read(ctx, door.Pass{By: access.System("cycle"), Do: access.ReliefClose, On: access.OnSystem("relief")}, func(r engine.Reader) error {
			var err error
			page, err = reliefs.Expiring(r, day, pageSize)
			return err
		})
		if err != nil || len(page) == 0 {
			return done, err
		}
		for _, k := range page {
			pass := door.Pass{By: access.System("cycle"), Do: access.ReliefClose, On: access.OnContract(k.Contract), Note: "expired " + k.ID.String()}
			err := s.Door.Write(ctx, pass, func(tx *engine.Tx) error { return s.closeOne(tx, k.Contract, k.ID, relief.Expired) })
			if err != nil && !fault.Is(err, fault.Conflict) {
				return done, fmt.Errorf("expire request %s: %w", k.ID, err)
			}
			done++
		}
	}
}

// keep renders the agreement and keeps it as it is.
func (s *Service) keep(tx *engine.Tx, f *facts, q relief.Request, signed []relief.Signature) error {
	t := &f.stored.Terms
	say := func(en, es, de string, args ...any) string { return l10n.T(en, es, de, args...).In(q.Locale) }
	l := statement.Letter{
		Title: say("Extension agreement", "Acuerdo de prórroga", "Verlängerungsvereinbarung"), Reference: strings.ToUpper(q.ID.String()[:13]), Issued: f.today,
		Locale: q.Locale.Tag(), Brand: s.Brands[t.Brand],
		Contract: statement.Facts{Number: t.Number, Currency: t.Currency}, Parts: []statement.Part{{Paragraphs: q.Text}},
	}
	for i := range f.people {
		l.Recipient.Names = append(l.Recipient.Names, nameOf(&f.people[i]))
	}
	for _, x := range signed {
		l.Parts = append(l.Parts, statement.Part{Heading: say("Signed by %s", "Firmado por %s", "Unterschrieben von %s", signerName(f, x.Party)), Facts: []statement.Fact{
			{Name: say("Signed", "Firmado", "Unterschrieben"), Value: x.At.UTC().Format("2006-01-02 15:04:05 UTC")},
			{Name: say("Identity proved by", "Identidad comprobada con", "Identität nachgewiesen durch"), Value: orDash(x.Methods)},
			{Name: say("From the network", "Desde la red", "Aus dem Netz"), Value: orDash(x.Network)},
			{Name: say("Version of the words", "Versión del texto", "Fassung des Textes"), Value: x.Version},
		}})
	}
	file, err := paper.Letter(l)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(file.Bytes)
	return reliefs.Keep(tx, s.Box, q, reliefs.Agreement{Pages: file.Pages, File: file.Bytes, SHA256: sum[:]}, engine.Micros(s.Book.Now()))
}

func signerName(f *facts, party access.PartyID) l10n.Text {
	for i := range f.people {
		if f.people[i].ID == party {
			return l10n.Name(nameOf(&f.people[i]))
		}
	}
	return l10n.T("somebody who has left the contract", "alguien que ya no está en el contrato", "jemandem, der nicht mehr im Vertrag ist")
}

func orDash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

// AgreementFile returns the agreement exactly as it was rendered.
func (s *Service) AgreementFile(ctx context.Context, by access.Actor, contractID contract.ID, request relief.ID) ([]byte, error) {
	var file []byte
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.StatementRead, On: access.OnContract(contractID)}, func(r engine.Reader) error {
		var err error
		file, err = reliefs.File(r, s.Box, contractID, request)
		return err
	})
	return file, err
}

// Request returns an extension that was asked for.
func (s *Service) Request(ctx context.Context, by access.Actor, contractID contract.ID, request relief.ID) (*Pending, error) {
	var out *Pending
	err := s.Door.Read(ctx, door.Pass{By: by, Do: access.ContractRead, On: access.OnContract(contractID)}, func(r engine.Reader) error {
		q, err := reliefs.ByID(r, s.Box, contractID, request)
		if err != nil {
			return err
		}
		f, err := s.facts(r, contractID)
		if err != nil {
			return err
		}
		out, err = s.pending(r, by, &f, q)
		return err
	})
	return out, err
}
