#!/bin/sh
# Computes GRACoL-TR006-coated-TAC300.icc anew, on Debian: apt-get install argyll icc-profiles-free
#
# -qm -bh: a fine table from colours to inks, for that is what it is used for; with a coarse one pale tints come out grey.
# -l300: at most 300 % of ink. -kr: black in place of cyan, magenta and yellow where it can be. -nP -nS: no device and no
# sequence tags, which name the maker's machine. It takes a minute.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cp /usr/share/color/icc/TR006.ti3 "$work/profile.ti3"
cd "$work"
colprof -qm -bh -l300 -kr -nP -nS \
    -A "CGATS TR 006" -D "GRACoL TR006 coated TAC300" -C "CC0; data: CGATS TR 006-2007" profile
cp profile.icc "$here/GRACoL-TR006-coated-TAC300.icc"
