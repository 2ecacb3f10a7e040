package workerregistration

import (
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// longestJobID: the service counts as JavaScript does, where a character beyond U+FFFF is two.
const longestJobID = 200

// checkJobID returns an error for an id that the service would refuse.
func checkJobID(jobID string) error {
	if strings.TrimSpace(jobID) == "" {
		return fmt.Errorf("job id: must be text that is not blank; got %q", jobID)
	}
	if strings.ContainsRune(jobID, 0) || !utf8.ValidString(jobID) {
		return fmt.Errorf("job id: must not contain NUL characters or broken Unicode; got %q", jobID)
	}
	if length := len(utf16.Encode([]rune(jobID))); length > longestJobID {
		return fmt.Errorf("job id: must be at most %d characters; got %d", longestJobID, length)
	}
	return nil
}
