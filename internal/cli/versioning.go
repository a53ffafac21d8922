package cli

import (
	"context"
	"runtime/debug"
)

func versionCommand() command {
	return command{
		name: "version", summary: "Print the version of this program",
		examples: []string{"marque version", "marque version --json"},
		run: func(_ context.Context, c *call) error {
			if err := c.noWords(); err != nil {
				return err
			}
			v := buildVersion()
			return c.answer(v, "marque "+v["version"]+" ("+v["go"]+")")
		},
	}
}

// buildVersion reads what the Go toolchain wrote into the binary.
func buildVersion() map[string]string {
	v := map[string]string{"version": "development", "go": "unknown"}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return v
	}
	v["go"] = info.GoVersion
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			v["version"] = s.Value[:min(12, len(s.Value))]
		case "vcs.time":
			v["built_from"] = s.Value
		case "vcs.modified":
			v["modified"] = s.Value
		}
	}
	return v
}
