package messages

import (
	"fmt"
	"time"

	"marque/internal/core/message"
	"marque/internal/seal"
	"marque/internal/store/engine"
)

func ratingPlace(r message.RatingID) seal.Place {
	return seal.Place{Table: "thread_ratings", Column: "words", Row: r.String()}
}

// Rate keeps what a customer said of a thread; false when there is something already.
func Rate(tx *engine.Tx, box *seal.Box, r message.Rating) (bool, error) {
	words, err := box.Seal(ratingPlace(r.ID), r.Words)
	if err != nil {
		return false, err
	}
	added, err := tx.Exec(`insert into thread_ratings (thread_id, id, at, agent_id, score, words) values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
		r.Thread, r.ID, engine.Micros(r.At), r.Agent, r.Score, words)
	if err != nil {
		return false, fmt.Errorf("keep rating: %w", err)
	}
	return added == 1, nil
}

// Rated tells whether a customer has said anything of a thread.
func Rated(r engine.Reader, thread message.ID) (bool, error) {
	var n int
	if err := r.QueryRow(`select count(*) from thread_ratings where thread_id = $1`, thread).Scan(&n); err != nil {
		return false, fmt.Errorf("read rating: %w", err)
	}
	return n > 0, nil
}

// Ratings lists what customers said of threads, newest first.
func Ratings(r engine.Reader, box *seal.Box, most int) ([]message.Rating, error) {
	rows, err := r.Query(`select thread_id, id, at, agent_id, score, words from thread_ratings order by at desc, id desc limit $1`, most)
	return engine.All(rows, err, func(rows *engine.Rows) (message.Rating, error) {
		var x message.Rating
		var at int64
		var words []byte
		if err := rows.Scan(&x.Thread, &x.ID, &at, &x.Agent, &x.Score, &words); err != nil {
			return x, err
		}
		x.At = engine.FromMicros(at)
		var err error
		x.Words, err = box.Open(ratingPlace(x.ID), words)
		return x, err
	})
}

// Scores counts the ratings since an instant by their score.
func Scores(r engine.Reader, since time.Time) (map[int]int, error) {
	rows, err := r.Query(`select score, count(*) from thread_ratings where at >= $1 group by score`, engine.Micros(since))
	out := map[int]int{}
	_, err = engine.All(rows, err, func(rows *engine.Rows) (struct{}, error) {
		var score, n int
		err := rows.Scan(&score, &n)
		out[score] = n
		return struct{}{}, err
	})
	return out, err
}
