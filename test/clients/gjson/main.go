// Reads JSON from standard input, and prints the number at a path in the syntax of gjson, as KEDA does.
package main

import (
	"fmt"
	"io"
	"os"

	"github.com/tidwall/gjson"
)

func main() {
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		panic(err)
	}
	fmt.Print(gjson.GetBytes(text, os.Args[1]).Num)
}
