package cli

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"marque/internal/app"
	"marque/internal/core/access"
	"marque/internal/service/rekeying"
)

// adminOptions are the flags of marque admin.
type adminOptions struct {
	agent, customer, from, until, out, brand, since, reason string
	stage, apply                                            bool
	staff                                                   staffOptions
	clients                                                 clientOptions
	incident                                                incidentOptions
	hooks                                                   hookOptions
}

// adminWords are what may follow.
const adminWords = "users add|list|roles|disable|reset, roles list, clients add|list|rotate|end, hooks add|list|dead|rotate|end|replay, incidents add|list|end, jobs failed|retry|drop, brands list, keys list|rotate|retire, " +
	"audit looks|checkpoint, retention, compliance, letters, paper"

func adminCommand() command {
	return command{
		name: "admin", summary: "Staff, the API's clients, partners' webhooks, incidents, failed jobs, brands, keys, the audit, retention, compliance, letters and paper",
		args: adminWords,
		examples: []string{
			`marque admin users add dana.whitfield --name "Dana Whitfield" --roles agent --email dana@lender.example`,
			"marque admin users list",
			"marque admin users roles dana.whitfield --roles agent,senior",
			"marque admin users reset dana.whitfield      # a lost phone: another invitation, everything before is worth nothing",
			"marque admin users disable dana.whitfield",
			`marque admin clients add "North Insurance" --brand norden --scopes contracts:read,vehicles:read   # a partner: prints its secret once`,
			`marque admin clients add "Aurelia Mobile" --scopes contracts:read,payments:read,payments:write --redirect com.aurelia.app:/back   # an app for customers`,
			"marque admin clients list",
			`marque admin clients rotate "North Insurance"   # another secret; the one before it works for a day more`,
			`marque admin clients end "North Insurance"      # at once`,
			`marque admin hooks add "Dealer CRM" https://crm.example/hooks --topics payment.posted,contract.paid_off   # prints the secret that signs, once`,
			"marque admin hooks list                      # addresses, and how many messages wait, arrived or were given up",
			"marque admin hooks dead                      # messages that were given up, and why",
			`marque admin hooks replay "Dealer CRM" --from 2026-11-20T00:00:00Z   # send again what was given up since`,
			`marque admin hooks rotate "Dealer CRM"        # another secret; for a day both sign`,
			`marque admin hooks end "Dealer CRM"           # at once`,
			"marque admin roles list                      # what each role may do",
			"marque admin incidents add --part texts      # tell everybody on every page and on /status, in the usual words of three languages",
			`marque admin incidents add --part payments --brand aurelia --en "Card payments fail at one bank." --until 2026-11-22T18:00:00Z`,
			"marque admin incidents list --past           # also those of the last 30 days",
			"marque admin incidents end 019abc12-3456-7890-abcd-ef0123456789",
			"marque admin jobs failed                     # jobs that were given up, with the error of their last attempt",
			"marque admin jobs retry 4711                 # one more attempt; or: jobs retry all",
			`marque admin jobs drop 4711 --reason "the letter was sent by post"   # off the list; the reason stands in the audit`,
			"marque admin brands list                     # names, hosts, site and sender of each brand",
			"marque admin keys list                       # the keys of this machine, and which process serves with which",
			"marque admin keys rotate                     # new keys, everything sealed anew while the server runs; again after a stop",
			"marque admin keys rotate --stage             # only write the new keys, to copy the file to other machines first",
			"marque admin keys retire                     # throw away old keys that nothing needs",
			"marque admin audit looks --agent mia.wong --from 2026-11-01T00:00:00Z --until 2026-11-08T00:00:00Z",
			"marque admin audit looks --customer AUR-2026-000123   # which of the staff looked: a contract, a feed's reference or a username",
			"marque admin audit checkpoint --out /mnt/apart",
			"marque admin retention                       # what is kept too long, and by which rule; changes nothing",
			"marque admin retention --apply",
			"marque admin compliance                      # where sign-in departs from ASVS 5.0 and NIST SP 800-63B-4, why, and what ends it",
			"marque admin compliance --policy strict --json",
			"marque admin letters --out /mnt/printer      # invitations on paper for people without an email address; print, mail, delete",
			"marque admin paper --out /mnt/printer --since 2026-11-01   # statements of whoever did not choose to get them online; a file that is there stays",
		},
		flags: func(c *call) {
			o := &c.opts.admin
			o.staff.bind(c)
			o.clients.bind(c)
			o.incident.bind(c)
			o.hooks.bind(c)
			c.set.StringVar(&o.brand, "brand", "", "clients add: a partner sees the contracts of this brand only; incidents add: only its customers are told; default all")
			c.set.BoolVar(&o.stage, "stage", false, "keys rotate: only write the new keys into the file")
			c.set.StringVar(&o.agent, "agent", "", "audit looks: whose records this agent or program saw, by username, name or id")
			c.set.StringVar(&o.customer, "customer", "", "audit looks: who of the staff, and which programs, saw this customer")
			c.set.StringVar(&o.from, "from", "", "audit looks: from this instant, as 2026-11-01T00:00:00Z; default the beginning; incidents add: when it began, default now; hooks replay: what was given up since")
			c.set.StringVar(&o.until, "until", "", "audit looks: until before this instant; default now; incidents add: when it ends, if that is known")
			c.set.StringVar(&o.out, "out", "", "audit checkpoint: write all checkpoints to this folder; default checkpoints in the data directory; letters and paper: the folder for the files")
			c.set.StringVar(&o.since, "since", "", "paper: statements issued from this day on, as 2026-11-01")
			c.set.StringVar(&o.reason, "reason", "", "jobs drop: why nothing is to be done any more")
			c.set.BoolVar(&o.apply, "apply", false, "retention: remove what is over")
		},
		run: administer,
	}
}

// adminWork is one thing that marque admin does.
type adminWork func(context.Context, *call, *app.App) error

func administer(ctx context.Context, c *call) error {
	if strings.Join(c.args, " ") == "compliance" {
		return c.compliance()
	}
	work := c.adminWork()
	if work == nil {
		return exit{statusUsage, "say what to do: marque admin " + adminWords}
	}
	return c.with(ctx, func(a *app.App) error { return work(ctx, c, a) })
}

// adminWork says what the words mean, or nothing when they mean nothing.
func (c *call) adminWork() adminWork {
	work := map[string]adminWork{
		"keys list": listKeys, "keys rotate": rotateKeys, "keys retire": retireKeys, "audit looks": auditLooks, "audit checkpoint": checkpoint,
		"retention": retain, "letters": writeLetters, "paper": writePaper, "roles list": listRoles, "brands list": listBrands, "incidents add": addIncident,
		"incidents list": listIncidents, "jobs failed": listFailedJobs,
	}[strings.Join(c.args, " ")]
	if work != nil {
		return work
	}
	if len(c.args) == 3 {
		work = map[string]adminWork{"incidents end": endIncident, "jobs retry": retryJobs, "jobs drop": dropJob}[strings.Join(c.args[:2], " ")]
	}
	if work == nil {
		work = c.staffWork()
	}
	if work == nil {
		work = c.clientWork()
	}
	if work == nil {
		work = c.hookWork()
	}
	return work
}

// adminBy is who the audit names.
func adminBy() access.Actor { return access.System("admin") }

// table lays out lines whose columns are parted by tabs.
func table(lines []string) []string {
	var out strings.Builder
	w := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	for _, line := range lines {
		fmt.Fprintln(w, line)
	}
	_ = w.Flush()
	return strings.Split(strings.TrimRight(out.String(), "\n"), "\n")
}

func listKeys(ctx context.Context, c *call, a *app.App) error {
	list, err := a.Rekeying.List(ctx, adminBy())
	if err != nil {
		return err
	}
	lines := []string{"KIND\tID\tSTATE"}
	for _, k := range list.Keys {
		lines = append(lines, fmt.Sprintf("%s\t%s\t%s", k.Kind, k.ID, k.State))
	}
	sentence := fmt.Sprintf("%d processes serve.", len(list.Processes))
	if !list.Since.IsZero() {
		sentence = fmt.Sprintf("In use since %s. %s", list.Since.Format(time.RFC3339), sentence)
	}
	return c.answer(list, sentence, table(lines)...)
}

func rotateKeys(ctx context.Context, c *call, a *app.App) error {
	done, err := a.RotateKeys(ctx, adminBy(), c.opts.admin.stage, c.tellRotation)
	if err != nil {
		return err
	}
	if c.opts.admin.stage {
		return c.answer(done, "The new keys are in keys.json and not in use yet. Copy it to every machine, then run: marque admin keys rotate")
	}
	return c.answer(done, fmt.Sprintf("%d rows looked at, %d sealed anew. %d passwords follow when their owners sign in. When all is well: marque admin keys retire",
		done.Rows, done.Renewed, done.Peppers))
}

// tellRotation says how far the sealing has come: on Err, so that the answer stays alone on Out.
func (c *call) tellRotation(p rekeying.Progress) {
	if c.Terminal && !c.json {
		fmt.Fprintf(c.Err, "\r%-16s %8d rows, %8d sealed anew", p.Table, p.Rows, p.Renewed)
		return
	}
	if !c.json {
		fmt.Fprintf(c.Err, "%s: %d rows, %d sealed anew\n", p.Table, p.Rows, p.Renewed)
	}
}

func retireKeys(ctx context.Context, c *call, a *app.App) error {
	done, err := a.Rekeying.Retire(ctx, adminBy())
	if err != nil {
		return err
	}
	return c.answer(done, fmt.Sprintf("Retired: %v. Keep the old file with backups from before: they open with it only.", done.Gone), done.Kept...)
}

func retain(ctx context.Context, c *call, a *app.App) error {
	work, sentence := a.Retaining.Plan, "Nothing was removed. To remove what is over: marque admin retention --apply"
	if c.opts.admin.apply {
		work, sentence = a.Retaining.Apply, "What was over is removed."
	}
	lines, err := work(ctx, adminBy())
	if err != nil {
		return err
	}
	if c.json {
		return c.answer(map[string]any{"applied": c.opts.admin.apply, "rules": lines}, "")
	}
	text := []string{"RULE\tKEPT\tOVER\tREMOVED\tWHY"}
	for _, l := range lines {
		kept := "for good"
		if l.Days > 0 {
			kept = fmt.Sprintf("%d days", l.Days)
		}
		why := l.Why
		if l.Citation != "" {
			why += " (" + l.Citation + ")"
		}
		text = append(text, fmt.Sprintf("%s\t%s\t%d\t%d\t%s", l.Name, kept, l.Due, l.Removed, why))
	}
	return c.answer(nil, sentence, table(text)...)
}
