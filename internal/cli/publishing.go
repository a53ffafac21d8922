package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"marque/internal/app"
	"marque/internal/core/hook"
	"marque/internal/fault"
	"marque/internal/service/publishing"
)

// hookOptions are the flags of marque admin hooks.
type hookOptions struct {
	topics, message string
	inside          bool
}

func (o *hookOptions) bind(c *call) {
	c.set.StringVar(&o.topics, "topics", "", "hooks add: what the partner is told, several by comma; without it everything: "+hook.WriteTopics(hook.Topics()))
	c.set.BoolVar(&o.inside, "inside", false, "hooks add: the host may have an address of a private network")
	c.set.StringVar(&o.message, "message", "", "hooks replay: the one message of this id, whatever became of it")
}

// hookWork says what to do with partners' endpoints, or nothing when the words say nothing.
func (c *call) hookWork() adminWork {
	if len(c.args) < 2 || c.args[0] != "hooks" {
		return nil
	}
	switch c.args[1] {
	case "add":
		if len(c.args) == 4 {
			return addHook
		}
	case "list", "dead":
		if len(c.args) == 2 {
			return map[string]adminWork{"list": listHooks, "dead": deadHooks}[c.args[1]]
		}
	default:
		if len(c.args) == 3 {
			return map[string]adminWork{"rotate": rotateHook, "end": endHook, "replay": replayHook}[c.args[1]]
		}
	}
	return nil
}

// hookAnswer is an endpoint for programs.
type hookAnswer struct {
	ID        string `json:"endpoint_id"`
	Name      string `json:"name"`
	URL       string `json:"url"`
	Topics    string `json:"topics,omitempty"` // none is all
	Brand     string `json:"brand,omitempty"`
	Inside    bool   `json:"inside"`
	Secret    string `json:"secret,omitempty"`
	Ended     bool   `json:"ended"`
	Waiting   int    `json:"waiting"`
	Delivered int    `json:"delivered"`
	Dead      int    `json:"dead"`
}

func hookOf(e publishing.Endpoint, secret string) hookAnswer {
	return hookAnswer{
		ID: e.ID.String(), Name: e.Name, URL: e.URL, Topics: hook.WriteTopics(e.Topics), Brand: e.Brand, Inside: e.Inside, Secret: secret, Ended: !e.Alive(),
		Waiting: e.Waiting, Delivered: e.Delivered, Dead: e.Dead,
	}
}

func addHook(ctx context.Context, c *call, a *app.App) error {
	o := c.opts.admin.hooks
	topics, err := hook.ReadTopics(o.topics)
	if err != nil {
		return err
	}
	entered, err := a.Publishing.Add(ctx, adminBy(), hook.Endpoint{Name: c.args[2], URL: c.args[3], Topics: topics, Brand: c.opts.admin.brand, Inside: o.inside})
	if err != nil {
		return err
	}
	return c.answer(hookOf(publishing.Endpoint{Endpoint: entered.Endpoint}, entered.Secret),
		entered.Name+" is told what happens from now on. Hand the secret over; it is shown this once.", "secret  "+entered.Secret)
}

func listHooks(ctx context.Context, c *call, a *app.App) error {
	all, err := a.Publishing.List(ctx, adminBy())
	if err != nil {
		return err
	}
	answers, lines := []hookAnswer{}, []string{"NAME\tADDRESS\tTOPICS\tWAITING\tDELIVERED\tDEAD"}
	for _, e := range all {
		answers = append(answers, hookOf(e, ""))
		topics := hook.WriteTopics(e.Topics)
		switch {
		case !e.Alive():
			topics = "(ended)"
		case topics == "":
			topics = "(all)"
		}
		lines = append(lines, fmt.Sprintf("%s\t%s\t%s\t%d\t%d\t%d", e.Name, e.URL, topics, e.Waiting, e.Delivered, e.Dead))
	}
	return c.answer(answers, fmt.Sprintf("%d endpoints.", len(all)), table(lines)...)
}

// deadAnswer is a message that was given up.
type deadAnswer struct {
	Message  string `json:"message"`
	Endpoint string `json:"endpoint_id"`
	Topic    string `json:"topic"`
	Created  string `json:"created"`
	Attempts int    `json:"attempts"`
	Answer   int    `json:"answer,omitempty"`
	Reason   string `json:"reason"`
}

func deadHooks(ctx context.Context, c *call, a *app.App) error {
	all, err := a.Publishing.Dead(ctx, adminBy())
	if err != nil {
		return err
	}
	answers, lines := []deadAnswer{}, []string{"MESSAGE\tTOPIC\tWRITTEN\tATTEMPTS\tWHY"}
	for _, d := range all {
		created := d.Created.UTC().Format(time.RFC3339)
		answers = append(answers, deadAnswer{d.News, d.Endpoint.String(), string(d.Topic), created, d.Attempts, d.Answer, d.Reason})
		lines = append(lines, fmt.Sprintf("%s\t%s\t%s\t%d\t%s", d.News, d.Topic, created, d.Attempts, d.Reason))
	}
	return c.answer(answers, fmt.Sprintf("%d messages were given up. To send them again: marque admin hooks replay NAME", len(all)), table(lines)...)
}

// theHook finds an endpoint by its name or id.
func (c *call) theHook(ctx context.Context, a *app.App) (publishing.Endpoint, error) {
	all, err := a.Publishing.List(ctx, adminBy())
	if err != nil {
		return publishing.Endpoint{}, err
	}
	for _, e := range all {
		if e.Name == c.args[2] || strings.EqualFold(e.ID.String(), c.args[2]) {
			return e, nil
		}
	}
	return publishing.Endpoint{}, fault.Newf(fault.NotFound, "There is no endpoint named %q.", c.args[2])
}

func rotateHook(ctx context.Context, c *call, a *app.App) error {
	e, err := c.theHook(ctx, a)
	if err != nil {
		return err
	}
	entered, err := a.Publishing.Rotate(ctx, adminBy(), e.ID)
	if err != nil {
		return err
	}
	return c.answer(hookOf(e, entered.Secret), "Messages are signed with both secrets for 24 hours. This one is shown this once.", "secret  "+entered.Secret)
}

func endHook(ctx context.Context, c *call, a *app.App) error {
	e, err := c.theHook(ctx, a)
	if err != nil {
		return err
	}
	if e.Endpoint, err = a.Publishing.End(ctx, adminBy(), e.ID); err != nil {
		return err
	}
	return c.answer(hookOf(e, ""), e.Name+" has ended: nothing is sent there any more.")
}

func replayHook(ctx context.Context, c *call, a *app.App) error {
	e, err := c.theHook(ctx, a)
	if err != nil {
		return err
	}
	since, err := instant("from", c.opts.admin.from)
	if err != nil {
		return err
	}
	n, err := a.Publishing.Replay(ctx, adminBy(), e.ID, c.opts.admin.hooks.message, since)
	if err != nil {
		return err
	}
	return c.answer(map[string]int64{"waiting": n}, fmt.Sprintf("%d messages wait for %s again.", n, e.Name))
}
