package billing

// Shards makes the service cut days into shards of so many contracts.
func (s *Service) Shards(size int) { s.shardSize = size }
