package main

import (
	"runtime/debug"
	"testing"
)

func TestVersion(t *testing.T) {
	vcs := func(dirty string) []debug.BuildSetting {
		return []debug.BuildSetting{
			{Key: "vcs.revision", Value: "0123456789abcdef0123"}, {Key: "vcs.time", Value: "2026-03-01T23:30:00-05:00"}, {Key: "vcs.modified", Value: dirty},
		}
	}
	for want, info := range map[string]*debug.BuildInfo{
		"devel":                               {},
		"devel 0123456789ab 2026-03-02":       {Settings: vcs("false"), Main: debug.Module{Version: "(devel)"}},
		"devel 0123456789ab-dirty 2026-03-02": {Settings: vcs("true"), Main: debug.Module{Version: "v0.0.0-20260302043000-0123456789ab+dirty"}},
		"v1.2.0 0123456789ab 2026-03-02":      {Settings: vcs("false"), Main: debug.Module{Version: "v1.2.0"}},
		"v1.3.0-rc.1":                         {Main: debug.Module{Version: "v1.3.0-rc.1"}},
		"v0.0.0-20260302043000-0123456789ab":  {Main: debug.Module{Version: "v0.0.0-20260302043000-0123456789ab"}},
	} {
		if got := versionOf(info); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
