package cli

import (
	"context"
	"slices"
	"strings"

	"marque/internal/cli/calc"
)

func calcCommand() command {
	return command{
		name: "calc", summary: "Calculate from JSON lines on standard input: our arithmetic for your figures", args: "KIND",
		examples: []string{
			`echo '{"vin":"1M8GDM9AXKP042788"}' | marque calc vin`,
			`echo '{"convention":"ACT/365F","start":"2026-01-31","end":"2026-03-01"}' | marque calc daycount`,
		},
		run: func(_ context.Context, c *call) error {
			if len(c.args) != 1 || !slices.Contains(calc.Kinds(), c.args[0]) {
				return exit{statusUsage, "name one kind of calculation: " + strings.Join(calc.Kinds(), ", ")}
			}
			return calc.Run(c.args[0], c.In, c.Out)
		},
	}
}
