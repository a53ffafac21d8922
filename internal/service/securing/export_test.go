package securing

// NormalAnswers is normalAnswers for the tests.
func NormalAnswers(given []string) ([]string, error) { return normalAnswers(given) }
