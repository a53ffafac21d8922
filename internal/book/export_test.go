package book

// Digest is the digest of what a contract rests on.
var Digest = digest
