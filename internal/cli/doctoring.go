package cli

import (
	"context"
	"fmt"

	"marque/internal/app"
)

func doctorCommand() command {
	return command{
		name: "doctor", summary: "Look whether this installation is well: settings, clocks, keys, database, everything outside, the audit, jobs and disk",
		examples: []string{
			"marque doctor                 # exit status 0 when well, 1 with a sentence for each fault",
			"marque doctor --quick         # without the proof of the audit, which reads every entry",
			"marque doctor --json | jq -r 'select(.state != \"ok\") | .says'",
		},
		flags: func(c *call) {
			c.set.BoolVar(&c.opts.quick, "quick", false, "do not prove the audit")
		},
		run: doctor,
	}
}

func doctor(ctx context.Context, c *call) error {
	if err := c.noWords(); err != nil {
		return err
	}
	var found []app.Finding
	if o, err := c.options(); err != nil {
		found = app.Misset(err)
	} else {
		found = app.Examine(ctx, o, app.ExamineOptions{Quick: c.opts.quick})
	}
	faults := 0
	lines := make([]string, len(found))
	for i, f := range found {
		if f.State == app.Fault {
			faults++
		}
		lines[i] = fmt.Sprintf("%s\t%s\t%s", f.State, f.Part, f.Says)
	}
	if c.json {
		for _, f := range found {
			if err := c.answer(f, ""); err != nil {
				return err
			}
		}
	} else if err := c.answer(nil, verdictOf(faults), table(lines)...); err != nil {
		return err
	}
	if faults > 0 {
		return exit{status: statusFailed}
	}
	return nil
}

func verdictOf(faults int) string {
	if faults == 0 {
		return "This installation is well. Whatever says mind is worth a look."
	}
	return fmt.Sprintf("Faults: %d.", faults)
}
