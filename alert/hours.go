package alert

import "time"

// shanghai is the zone of those who set none. It has had one offset since 1991,
// so it is known also where a machine has no zones.
var shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// Location returns the zone of the chat's hours.
func (s Settings) Location() *time.Location {
	if s.Zone == "" || s.Zone == "Asia/Shanghai" {
		return shanghai
	}
	zone, err := time.LoadLocation(s.Zone)
	if err != nil {
		return shanghai
	}
	return zone
}

// Quiet tells whether no alert may come at a time, and until when: the end of
// the quiet hours that it lies in.
func (s Settings) Quiet(at time.Time) (until time.Time, quiet bool) {
	if s.QuietFrom == s.QuietTo {
		return at, false
	}
	local := at.In(s.Location())
	hour := local.Hour()
	inside := s.QuietFrom <= hour && hour < s.QuietTo
	if s.QuietFrom > s.QuietTo { // over midnight
		inside = hour >= s.QuietFrom || hour < s.QuietTo
	}
	if !inside {
		return at, false
	}
	return nextHour(local, s.QuietTo), true
}

// Due returns when an alert that is made at a time may come: a digest at the
// next digest hour, and none in quiet hours.
func (s Settings) Due(at time.Time, digest bool) time.Time {
	if digest {
		at = nextHour(at.In(s.Location()), s.DigestHour)
	}
	until, _ := s.Quiet(at)
	return until
}

// nextHour returns the next time behind at when the clock shows an hour.
func nextHour(at time.Time, hour int) time.Time {
	next := time.Date(at.Year(), at.Month(), at.Day(), hour, 0, 0, 0, at.Location())
	if !next.After(at) {
		next = time.Date(at.Year(), at.Month(), at.Day()+1, hour, 0, 0, 0, at.Location())
	}
	return next
}
