package workerregistration

import (
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Options say how a worker registers and sends heartbeats. Servers and WorkerID are required.
type Options struct {
	// Servers are URLs such as http://host:8080, tried in turn; with a path if the API is mounted elsewhere.
	Servers  []string
	WorkerID string
	// Name is a display name; the id of the worker by default.
	Name string
	// MaxConcurrentJobs is 1 by default.
	MaxConcurrentJobs int
	HostName          string
	HostAddress       string
	Port              int
	Capabilities      map[string]any
	Tags              []string
	Version           string
	PriorityThreshold int
	WorkerLoadFactor  float64
	Zone              string
	LeaseSeconds      int
	HealthPath        string

	// JoinToken lets a new worker register if the service requires a credential.
	JoinToken string
	// Key is an API key, instead of a join token.
	Key string
	// StateFile holds id and token, so that a restart is recognised as the same worker. Not kept by default.
	StateFile string
	// ActiveJobs are jobs that this process continues from the previous one; they count until they were run or forgotten.
	ActiveJobs []string
	// TLS is for a service with its own CA, or one that requires client certificates.
	TLS *tls.Config

	// Interval is shorter than the one that the service asks for. A longer one is ignored.
	Interval time.Duration
	// Timeout is how long a response may take, up to a quarter of the lease; by default 5 s to a heartbeat, else 10 s.
	Timeout time.Duration
	// LeaseMargin is how long before its end a lease counts as lost; by default a fifth of it, up to 30 s.
	LeaseMargin time.Duration
	// LongestPause bounds the pauses between attempts; 30 s by default.
	LongestPause time.Duration
	// NoJobCount is for a program that does not know which jobs run.
	NoJobCount bool
	// NoLoad leaves out the share of processors and memory that this process uses.
	NoLoad bool
	// OnEvent receives the events, one after the other, on a goroutine of the agent.
	OnEvent func(Event)
	// Logger is slog.Default() by default.
	Logger *slog.Logger
}

const (
	prefix         = "/api/v1/worker-registration"
	defaultTimeout = 10 * time.Second
	// heartbeatTimeout is shorter: a lost heartbeat makes the worker late until it is repeated.
	heartbeatTimeout    = 5 * time.Second
	defaultLongestPause = 30 * time.Second
)

// complete returns the options with their defaults and the base URLs of the API as Servers.
func (o Options) complete() (Options, error) {
	if o.WorkerID == "" {
		return o, errors.New("WorkerID is required")
	}
	for _, jobID := range o.ActiveJobs {
		if err := checkJobID(jobID); err != nil {
			return o, err
		}
	}
	bases, err := basesOf(o.Servers)
	if err != nil {
		return o, err
	}
	if err := requireCredentials(map[string]string{"JoinToken": o.JoinToken, "Key": o.Key}); err != nil {
		return o, err
	}
	for name, value := range map[string]time.Duration{
		"Interval": o.Interval, "Timeout": o.Timeout, "LeaseMargin": o.LeaseMargin, "LongestPause": o.LongestPause,
	} {
		if value < 0 {
			return o, fmt.Errorf("%s: must not be negative; got %v", name, value)
		}
	}
	if o.Capabilities, err = written(o.Capabilities); err != nil {
		return o, fmt.Errorf("Capabilities cannot be written as JSON: %w", err)
	}
	if math.IsNaN(o.WorkerLoadFactor) || math.IsInf(o.WorkerLoadFactor, 0) {
		return o, fmt.Errorf("WorkerLoadFactor: must be a number; got %v", o.WorkerLoadFactor)
	}
	o.Tags = slices.Clone(o.Tags)
	o.Servers = bases
	if o.Name == "" {
		o.Name = o.WorkerID
	}
	if o.MaxConcurrentJobs == 0 {
		o.MaxConcurrentJobs = 1
	}
	if o.LongestPause <= 0 {
		o.LongestPause = defaultLongestPause
	}
	if o.OnEvent == nil {
		o.OnEvent = func(Event) {}
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	return o, nil
}

// written returns a copy, which the program can no longer change.
func written(capabilities map[string]any) (map[string]any, error) {
	if capabilities == nil {
		return nil, nil
	}
	copied := make(map[string]any, len(capabilities))
	for name, value := range capabilities {
		text, err := json.Marshal(value)
		if err != nil {
			return nil, err
		}
		copied[name] = json.RawMessage(text)
	}
	return copied, nil
}

// requireCredentials returns an error without the value. An empty one counts as none.
func requireCredentials(given map[string]string) error {
	for name, value := range given {
		if value != "" && !isCredential(value) {
			return fmt.Errorf("%s contains characters that no credential has", name)
		}
	}
	return nil
}

// description returns the body of a registration, without the fields of the process.
func (o Options) description() map[string]any {
	body := map[string]any{"workerId": o.WorkerID, "name": o.Name, "maxConcurrentJobs": o.MaxConcurrentJobs}
	text := map[string]string{
		"hostName": o.HostName, "hostAddress": o.HostAddress, "version": o.Version, "zone": o.Zone, "healthPath": o.HealthPath,
	}
	for name, value := range text {
		if value != "" {
			body[name] = value
		}
	}
	for name, value := range map[string]int{"port": o.Port, "priorityThreshold": o.PriorityThreshold, "leaseSeconds": o.LeaseSeconds} {
		if value != 0 {
			body[name] = value
		}
	}
	if o.WorkerLoadFactor != 0 {
		body["workerLoadFactor"] = o.WorkerLoadFactor
	}
	if o.Capabilities != nil {
		body["capabilities"] = o.Capabilities
	}
	if o.Tags != nil {
		body["tags"] = o.Tags
	}
	return body
}

// basesOf adds the default path to bare addresses; another path is where an application mounted the API.
func basesOf(servers []string) ([]string, error) {
	if len(servers) == 0 {
		return nil, errors.New("at least one server is required")
	}
	bases := make([]string, 0, len(servers))
	for _, server := range servers {
		at, err := url.Parse(server)
		if err != nil || (at.Scheme != "http" && at.Scheme != "https") || at.Host == "" {
			return nil, fmt.Errorf("server: %q is not a URL with http:// or https://", server)
		}
		if port := at.Port(); port != "" {
			if _, err := strconv.ParseUint(port, 10, 16); err != nil {
				return nil, fmt.Errorf("server: %q has no port that exists", server)
			}
		}
		path := strings.TrimRight(at.EscapedPath(), "/")
		if path == "" {
			path = prefix
		}
		bases = append(bases, at.Scheme+"://"+at.Host+path)
	}
	return bases, nil
}
