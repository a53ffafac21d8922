package live

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/centrifugal/centrifuge"

	"marque/internal/core/access"
	"marque/internal/core/message"
	"marque/internal/fault"
	"marque/internal/id"
	"marque/internal/web/guard"
	"marque/internal/web/respond"
)

// Routes is the table of live connections. None of them is anybody's activity: a page that is left open ends its session as any other.
func (h *Hub) Routes() []guard.Route {
	return []guard.Route{
		{Method: http.MethodGet, Pattern: "/messages/{talk}/live", Guard: guard.SignedIn, Handler: h.customer, Passive: true},
		{Method: http.MethodGet, Pattern: "/desk/queue/{talk}/live", Guard: guard.Desk, Handler: h.desk, Passive: true},
		{Method: http.MethodGet, Pattern: "/desk/queue/live", Guard: guard.Desk, Handler: h.queue, Passive: true},
	}
}

// seat is a connection's place, decided before it is one.
type seat struct {
	side    string
	channel string // of the conversation; empty at the queue
	shown   bool   // others see that somebody is there
	queue   bool   // hears of the queue, and counts as being at the desk
	still   func(context.Context) bool
}

type seatKey struct{}

func (h *Hub) customer(w http.ResponseWriter, r *guard.Request) error {
	return h.talk(w, r, seat{side: sideCustomer, shown: true})
}

func (h *Hub) desk(w http.ResponseWriter, r *guard.Request) error {
	writes := access.May(r.By, access.MessageWrite)
	return h.talk(w, r, seat{side: sideDesk, shown: writes, queue: writes})
}

// talk connects a conversation's page. Whose it is, the door says.
func (h *Hub) talk(w http.ResponseWriter, r *guard.Request, s seat) error {
	talk, err := id.Parse[message.Thread](r.PathValue("talk"))
	if err != nil {
		return err
	}
	if err := h.c.Messaging.MayFollow(r.Context(), r.By, talk); err != nil {
		return err
	}
	s.channel = channelOf(talk)
	return h.connect(w, r, nameOf(s.side, talk, r.By.User), s, access.MessageFollow)
}

func (h *Hub) queue(w http.ResponseWriter, r *guard.Request) error {
	if err := h.c.Messaging.MayQueue(r.Context(), r.By); err != nil {
		return err
	}
	s := seat{side: sideDesk, queue: true, shown: access.May(r.By, access.MessageWrite)}
	return h.connect(w, r, nameOf(sideDesk, message.ID{}, r.By.User), s, access.QueueRead)
}

// connect makes a live connection of a request that may be one.
func (h *Hub) connect(w http.ResponseWriter, r *guard.Request, name string, s seat, do access.Action) error {
	web, node := h.web.Load(), h.node.Load()
	switch {
	case web == nil || node == nil || node.Hub().NumClients() >= mostClients:
		return fault.New(fault.Unavailable, "There is no live connection right now. The page asks by itself.")
	case !strings.EqualFold(r.Header.Get("Upgrade"), "websocket"):
		return respond.JSON(w, []byte("{}")) // whoever only asks may, and is told nothing
	case !sameSite(r.Request):
		return fault.New(fault.NotFound, "This address is for live connections of our pages only.")
	}
	s.still = func(ctx context.Context) bool {
		by, err := r.Again(ctx)
		return err == nil && by.User == r.By.User && access.May(by, do)
	}
	ctx := centrifuge.SetCredentials(context.WithValue(r.Context(), seatKey{}, s), &centrifuge.Credentials{UserID: name})
	web.ServeHTTP(w, r.Request.WithContext(ctx))
	return nil
}

// sameSite tells whether a page of this very host asks: browsers send cookies with any site's request for a live connection.
func sameSite(r *http.Request) bool {
	u, err := url.Parse(r.Header.Get("Origin"))
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, r.Host)
}

// connecting gives a connection its channels. It chooses none itself.
func connecting(ctx context.Context, _ centrifuge.ConnectEvent) (centrifuge.ConnectReply, error) {
	s, ok := ctx.Value(seatKey{}).(seat)
	if !ok {
		return centrifuge.ConnectReply{}, centrifuge.DisconnectPermissionDenied
	}
	channels := map[string]centrifuge.SubscribeOptions{}
	if s.channel != "" {
		channels[s.channel] = centrifuge.SubscribeOptions{EmitPresence: s.shown, EmitJoinLeave: s.shown, PushJoinLeave: true}
	}
	if s.queue {
		channels[deskChannel] = centrifuge.SubscribeOptions{EmitPresence: s.shown}
	}
	return centrifuge.ConnectReply{Subscriptions: channels}, nil
}

// connected hears what a page says, and ends a connection soon after its session.
func (h *Hub) connected(c *centrifuge.Client) {
	s, _ := c.Context().Value(seatKey{}).(seat) // connecting has seen it
	c.OnAlive(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Context()), redisPatience)
		defer cancel()
		if !s.still(ctx) {
			c.Disconnect(centrifuge.DisconnectExpired)
		}
	})
	var typed time.Time // of the connection's own reader: nobody else's
	c.OnMessage(func(e centrifuge.MessageEvent) {
		var p push
		if json.Unmarshal(e.Data, &p) != nil || p.Typing == "" || !s.shown || s.channel == "" || time.Since(typed) < typingEvery {
			return
		}
		typed = time.Now()
		h.tell(s.channel, push{Typing: s.side})
	})
}
