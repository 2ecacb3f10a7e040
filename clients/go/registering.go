package workerregistration

import "context"

func (r *registration) registerOnce(ctx context.Context, isTokenEnded bool) error {
	if isTokenEnded {
		if err := r.requireStillOurs(ctx); err != nil {
			return err
		}
	}
	if !r.current().Answered {
		r.keep(func(*keptState) {})
	}
	var released []string
	for failures := 1; ; failures++ {
		if ended := r.endedBy(); ended != nil {
			return ended
		}
		sentAt, state := momentNow(), r.current()
		m, err := r.send(ctx, request{"POST", "/register", jsonOf(r.body()), r.credential(state), false})
		if err != nil {
			return err
		}
		switch {
		case m.kind == done && m.reply.Worker.ID != "" && isCredential(m.reply.Credentials.AccessToken):
			released = append(released, m.reply.ReleasedJobs...)
			if r.accept(m.reply, sentAt, released) {
				return nil
			}
			failures = 0
			continue
		case m.kind == done:
			m.err = &Error{Code: "unreadable", Message: "The answer to a registration is not one of the service", Status: 200}
		case (m.kind == tokenEnded || m.kind == tokenInvalid) && state.AccessToken != "":
			r.on.problem(m.err)
			r.keep(func(state *keptState) { state.AccessToken = "" })
			continue
		case m.kind == superseded || m.kind == deregistered:
			r.end(m)
			return m.err
		case m.kind != later:
			if err := r.requireRetryHelps(m.err); err != nil {
				return err
			}
		}
		r.on.problem(m.err)
		if err := pause(ctx, r.pauseAfter(failures, m.retryAfter, r.options.LongestPause)); err != nil {
			return err
		}
	}
}

// accept returns false if the worker has to register once more, with a boot id of its own.
func (r *registration) accept(reply reply, sentAt moment, released []string) bool {
	isLast := r.current().nextBootID == ""
	r.keep(func(state *keptState) {
		state.ID, state.AccessToken, state.Answered = reply.Worker.ID, reply.Credentials.AccessToken, isLast
		if !isLast {
			state.BootID, state.nextBootID = state.nextBootID, ""
		}
	})
	if !isLast {
		return false
	}
	r.mu.Lock()
	r.count++
	r.inProgress = false
	r.mu.Unlock()
	r.on.registered(reply, sentAt, released)
	return true
}

func (r *registration) body() map[string]any {
	body := r.options.description()
	body["bootId"] = r.current().BootID
	if !r.options.NoJobCount {
		body["activeJobs"] = r.running()
	}
	return body
}

func (r *registration) credential(state keptState) string {
	for _, credential := range []string{state.AccessToken, r.options.JoinToken} {
		if credential != "" {
			return credential
		}
	}
	return r.options.Key
}

// requireRetryHelps: a refused first registration is the program's fault; later, an operator may admit the worker again.
func (r *registration) requireRetryHelps(err *Error) error {
	if r.registrations() == 0 {
		return err
	}
	// The own token proves the identity, unless another process registered with it.
	if err.Code == "own_token_required" && r.current().AccessToken != "" {
		r.endAs(EventSuperseded, err)
		return err
	}
	return nil
}

// requireStillOurs: a worker that slept while its token expired may have been taken over; in the open mode the boot id tells.
func (r *registration) requireStillOurs(ctx context.Context) error {
	body := map[string]any{"bootId": r.current().BootID}
	m, err := r.send(ctx, request{"POST", r.path("/heartbeat"), jsonOf(body), "", false})
	if err != nil {
		return err
	}
	if m.kind == superseded || m.kind == deregistered {
		r.end(m)
		return m.err
	}
	return nil
}
