package workerregistration

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf16"
)

// sendable is a request that can be sent, whose body is JSON.
func sendable(method, path string, body any) (json.RawMessage, error) {
	if !methodPattern.MatchString(method) {
		return nil, fmt.Errorf("method: must be one of HTTP, such as GET; got %q", method)
	}
	if !pathPattern.MatchString(path) {
		return nil, fmt.Errorf("path: must begin with / and be encoded as in a URL; got %q", path)
	}
	if body == nil {
		return nil, nil
	}
	return json.Marshal(body)
}

// jsonOf writes a body of this package, which has only values that JSON has.
func jsonOf(body map[string]any) json.RawMessage {
	text, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	return text
}

var (
	methodPattern = regexp.MustCompile(`^[A-Za-z]+$`)
	pathPattern   = regexp.MustCompile(`^/[!-~]*$`)
)

// isCredential returns whether a header can carry the text.
func isCredential(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(char rune) bool { return char <= ' ' || char > '~' })
}

// longestReason: the service counts as JavaScript does, where a character beyond U+FFFF is two.
const longestReason = 1000

// sendableReason returns what the service accepts of a text: a reason must not keep the worker registered.
func sendableReason(reason string) string {
	units := utf16.Encode([]rune(strings.ReplaceAll(strings.ToValidUTF8(reason, "\ufffd"), "\x00", "\ufffd")))
	if len(units) > longestReason {
		units = units[:longestReason]
		if utf16.IsSurrogate(rune(units[longestReason-1])) && units[longestReason-1] < 0xdc00 {
			units = units[:longestReason-1]
		}
	}
	return string(utf16.Decode(units))
}
