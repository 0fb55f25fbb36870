package main

import (
	"cmp"
	"os"
	"os/user"
	"strconv"

	"rekon/db"
)

// actor is this machine and the account that rekon runs under, for the history; of who
// works as root by sudo, his own.
func actor() db.Actor {
	host, _ := os.Hostname()
	name := os.Getenv("SUDO_USER")
	if u, err := user.Current(); err == nil && name == "" {
		name = u.Username
	}
	return db.Actor{Host: host, User: cmp.Or(name, strconv.Itoa(os.Getuid()))}
}
