// Package live tells open pages at once that something happened in a conversation: that there is a message with a number, that somebody types,
// comes or goes. Never what was said: a page that hears of a message asks for it as for any page, through its guard and the door. So nothing that
// is lost here is lost: the database is the truth, and a page that was away asks for what is after the last number that it has. Several processes
// tell each other by Redis; one alone needs nothing.
package live

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/centrifugal/centrifuge"

	"marque/internal/core/access"
	"marque/internal/core/message"
	"marque/internal/service/messaging"
)

// Config is what a hub needs.
type Config struct {
	Messaging *messaging.Service
	Log       *slog.Logger
	Redis     string        // address of the Redis that several processes share; empty is one process alone
	Every     time.Duration // how often a connection's session is looked at; zero is the default
}

// The times and bounds of live connections.
const (
	defaultEvery  = 15 * time.Second // how long somebody who signed out hears that there are messages; what they are is refused at once
	forget        = 3                // a process that was killed is forgotten after so many of them
	again         = 5 * time.Second  // until Redis is tried again that was away at the start
	hereWithin    = 300 * time.Millisecond
	mostFrame     = 512  // bytes from a page: it only says that somebody types
	mostPages     = 8    // connections of one person to one conversation
	mostClients   = 5000 // connections of a process
	mostWaiting   = 1024 // what is to be told and was not yet; more than that is found by the pages themselves
	mostPending   = 64 << 10
	typingEvery   = 2 * time.Second
	redisPatience = time.Second
	prefix        = "marque"
)

// Hub holds the live connections of a process.
type Hub struct {
	c    Config
	node atomic.Pointer[centrifuge.Node] // nil until Redis is there
	web  atomic.Pointer[centrifuge.WebsocketHandler]
	out  chan told
	stop chan struct{}
	done sync.WaitGroup
	once sync.Once
}

// told is something to be told in a channel.
type told struct {
	channel string
	data    []byte
}

// New returns a hub that runs. A Redis that is away is waited for: until it is there, pages ask by themselves now and then.
func New(c Config) *Hub {
	if c.Every == 0 {
		c.Every = defaultEvery
	}
	h := &Hub{c: c, out: make(chan told, mostWaiting), stop: make(chan struct{})}
	h.done.Add(1)
	if err := h.start(); err != nil {
		c.Log.Warn("live conversations wait for Redis", "error", err)
	}
	go h.work()
	return h
}

// start makes the node and runs it.
func (h *Hub) start() error {
	node, err := centrifuge.New(centrifuge.Config{
		LogLevel: centrifuge.LogLevelError, LogHandler: h.log, ClientPresenceUpdateInterval: h.c.Every, ClientQueueMaxSize: mostPending,
		UserConnectionLimit: mostPages,
	})
	if err != nil {
		return fmt.Errorf("live: %w", err)
	}
	if err := h.share(node); err != nil {
		return err
	}
	node.OnConnecting(connecting)
	node.OnConnect(h.connected)
	if err := node.Run(); err != nil {
		return fmt.Errorf("live: run: %w", err)
	}
	h.web.Store(centrifuge.NewWebsocketHandler(node, centrifuge.WebsocketConfig{MessageSizeLimit: mostFrame, UseWriteBufferPool: true}))
	h.node.Store(node)
	return nil
}

// share lets several processes tell each other by Redis.
func (h *Hub) share(node *centrifuge.Node) error {
	if h.c.Redis == "" {
		return nil
	}
	shard, err := centrifuge.NewRedisShard(node, centrifuge.RedisShardConfig{Address: h.c.Redis, ConnectTimeout: redisPatience, IOTimeout: redisPatience})
	if err != nil {
		return fmt.Errorf("live: %w", err)
	}
	shards := []*centrifuge.RedisShard{shard}
	broker, err := centrifuge.NewRedisBroker(node, centrifuge.RedisBrokerConfig{Prefix: prefix, Shards: shards})
	if err != nil {
		return fmt.Errorf("live: %w", err)
	}
	presence, err := centrifuge.NewRedisPresenceManager(node, centrifuge.RedisPresenceManagerConfig{Prefix: prefix, Shards: shards, PresenceTTL: forget * h.c.Every})
	if err != nil {
		return fmt.Errorf("live: %w", err)
	}
	node.SetBroker(broker)
	node.SetPresenceManager(presence)
	return nil
}

// log takes what the library says: names of channels are ids of conversations, and no more than the kind of trouble is needed.
func (h *Hub) log(e centrifuge.LogEntry) {
	h.c.Log.Warn("live", "message", e.Message, "error", e.Fields["error"])
}

// work tells what is to be told, in order, and nobody who asks for something waits for it.
func (h *Hub) work() {
	defer h.done.Done()
	retry := time.NewTicker(again)
	defer retry.Stop()
	for {
		select {
		case <-h.stop:
			return
		case <-retry.C:
			if h.node.Load() == nil && h.start() == nil {
				h.c.Log.Info("live conversations have found Redis")
			}
		case t := <-h.out:
			if node := h.node.Load(); node != nil {
				if _, err := node.Publish(t.channel, t.data); err != nil {
					h.c.Log.Warn("live: a page was not told", "error", err)
				}
			}
		}
	}
}

// Close ends every connection; browsers come again, to another process where there is one.
func (h *Hub) Close(ctx context.Context) error {
	var err error
	h.once.Do(func() {
		close(h.stop)
		h.done.Wait()
		if node := h.node.Load(); node != nil {
			err = node.Shutdown(ctx)
		}
	})
	return err
}

// Connected is how many pages are connected.
func (h *Hub) Connected() int {
	if node := h.node.Load(); node != nil {
		return node.Hub().NumClients()
	}
	return 0
}

// Told tells open pages of a conversation that it has changed, and the desk when it waits for an answer.
func (h *Hub) Told(t message.Thread) {
	h.tell(channelOf(t.ID), push{Number: t.Last})
	if t.State == message.Open {
		h.tell(deskChannel, push{Queue: true})
	}
}

// push is what a page is told.
type push struct {
	Number int    `json:"n,omitempty"`      // the newest message of the conversation
	Typing string `json:"typing,omitempty"` // the side on which somebody types
	Queue  bool   `json:"queue,omitempty"`  // the desk's queue has changed
}

func (h *Hub) tell(channel string, p push) {
	data, err := json.Marshal(p)
	if err != nil {
		return // three plain fields: it cannot be
	}
	select {
	case h.out <- told{channel, data}:
	default:
	}
}

// deskChannel is where the desk hears of its queue.
const deskChannel = "desk"

func channelOf(t message.ID) string { return "talk:" + t.String() }

// The sides of a conversation.
const (
	sideDesk     = "desk"
	sideCustomer = "customer"
)

// nameOf is how somebody is called in a conversation's channel: by the side and a word that says nothing to anybody else.
func nameOf(side string, t message.ID, user access.UserID) string {
	sum := sha256.Sum256([]byte("live " + t.String() + " " + user.String()))
	return side + "-" + hex.EncodeToString(sum[:8])
}

// Here says who has a conversation open. What cannot be found out at once is nobody.
func (h *Hub) Here(ctx context.Context, t message.ID, agent access.UserID) message.Here {
	ctx, cancel := context.WithTimeout(ctx, hereWithin)
	defer cancel()
	found := make(chan message.Here, 1)
	go func() { found <- h.here(t, agent) }()
	select {
	case here := <-found:
		return here
	case <-ctx.Done():
		return message.Here{}
	}
}

func (h *Hub) here(t message.ID, agent access.UserID) message.Here {
	var out message.Here
	node := h.node.Load()
	if node == nil {
		return out
	}
	all, err := node.Presence(channelOf(t))
	if err != nil {
		return out
	}
	holder := nameOf(sideDesk, t, agent)
	for _, who := range all.Presence {
		out.Customer = out.Customer || strings.HasPrefix(who.UserID, sideCustomer)
		out.Desk = out.Desk || strings.HasPrefix(who.UserID, sideDesk)
		out.Agent = out.Agent || !agent.IsZero() && who.UserID == holder
	}
	stats, err := node.PresenceStats(deskChannel)
	out.Staffed = out.Desk || err == nil && stats.NumClients > 0
	return out
}
