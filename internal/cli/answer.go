package cli

import (
	"encoding/json"
	"fmt"
)

// answer prints a value for programs with --json, else lines and then a sentence for people.
func (c *call) answer(value any, sentence string, lines ...string) error {
	if c.json {
		return json.NewEncoder(c.Out).Encode(value)
	}
	for _, line := range lines {
		fmt.Fprintln(c.Out, line)
	}
	_, err := fmt.Fprintln(c.Out, sentence)
	return err
}
