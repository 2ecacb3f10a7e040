package workerregistration

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// longestAnswer is more than any response of the service, and little enough to read whatever else answers.
const longestAnswer = 16 << 20

// unreachable means that no server gave a usable answer; a retry may succeed.
type unreachable struct {
	message string
	wait    time.Duration
}

func (u *unreachable) Error() string { return u.message }

type request struct {
	method, path string
	// body is JSON; nil for none.
	body       json.RawMessage
	credential string
	// isHeartbeat asks for a short answer, soon.
	isHeartbeat bool
}

// httpClient sends requests to the first server that answers: one is used until it fails, then the next.
type httpClient struct {
	client    *http.Client
	bases     []string
	mu        sync.Mutex
	current   int
	notBefore []time.Time
}

func newHTTPClient(bases []string, config *tls.Config) *httpClient {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = config
	client := &http.Client{
		Transport: transport,
		// A credential goes to its server only.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return &httpClient{client: client, bases: bases, notBefore: make([]time.Time, len(bases))}
}

// ask returns *unreachable if no server gave a usable answer, or the error of the context.
func (c *httpClient) ask(ctx context.Context, r request, timeout time.Duration) (answer, error) {
	var failures []string
	for _, index := range c.inTurn() {
		a, err := c.askOne(ctx, c.bases[index], r, timeout)
		if ctx.Err() != nil {
			return answer{}, context.Cause(ctx)
		}
		if err != nil {
			failures = append(failures, err.Error())
			continue
		}
		c.mu.Lock()
		if a.retryAfter != nil && isServersFault(a) {
			c.notBefore[index] = time.Now().Add(*a.retryAfter)
		}
		if !isServersFault(a) {
			c.current = index
		}
		c.mu.Unlock()
		if !isServersFault(a) {
			return a, nil
		}
		failures = append(failures, fmt.Sprintf("%s answered %d", c.bases[index], a.status))
	}
	if len(failures) == 0 {
		failures = []string{"every server asked to wait"}
	}
	return answer{}, &unreachable{strings.Join(failures, "; "), c.freeIn()}
}

func (c *httpClient) close() { c.client.CloseIdleConnections() }

func (c *httpClient) inTurn() []int {
	c.mu.Lock()
	defer c.mu.Unlock()
	var turned []int
	for step := range c.bases {
		index := (c.current + step) % len(c.bases)
		if !time.Now().Before(c.notBefore[index]) {
			turned = append(turned, index)
		}
	}
	return turned
}

func (c *httpClient) freeIn() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	first := c.notBefore[0]
	for _, at := range c.notBefore {
		if at.Before(first) {
			first = at
		}
	}
	return time.Until(first)
}

func (c *httpClient) askOne(ctx context.Context, base string, r request, timeout time.Duration) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	var content io.Reader
	if r.body != nil {
		content = bytes.NewReader(r.body)
	}
	req, err := http.NewRequestWithContext(ctx, r.method, base+r.path, content)
	if err != nil {
		return answer{}, err
	}
	req.Header.Set("Accept", "application/json")
	// Not sent, but every request of a worker may be repeated if the server closes a kept connection at the same time.
	req.Header["Idempotency-Key"] = []string{}
	if r.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if r.credential != "" {
		req.Header.Set("Authorization", "Bearer "+r.credential)
	}
	if r.isHeartbeat {
		req.Header.Set("Prefer", "return=minimal")
	}
	response, err := c.client.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, longestAnswer+1))
	if err != nil {
		return answer{}, err
	}
	if len(text) > longestAnswer {
		return answer{}, errors.New("the response does not end")
	}
	a := answer{status: response.StatusCode}
	if header := response.Header.Get("Retry-After"); header != "" {
		a.retryAfter = retryAfterOf(header, time.Now())
	}
	if trimmed := bytes.TrimSpace(text); json.Valid(trimmed) && len(trimmed) > 0 && trimmed[0] == '{' {
		a.body = trimmed
	}
	return a, nil
}
