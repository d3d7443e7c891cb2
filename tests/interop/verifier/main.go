// An independent verifier of a tiled transparency log (C2SP tlog-tiles), made of golang.org/x/mod/sumdb alone.
// It reads one JSON request a line and answers one line: "ok", or "refused: " and why.
package main

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height, width = 8, 256

type request struct {
	Do         string   // log, growth or receipt
	Key        string   // the log's verifier key
	Folder     string   // of the log
	Checkpoint string   // instead of the folder's own
	Earlier    []string // checkpoints that the log must have grown from
	Old, New   string   // growth: two checkpoints
	Proof      []string // growth: base64 hashes
	Receipt    string
	Entry      []byte
	Witnesses  []string // verifier keys
	Quorum     int
}

type checkpoint struct {
	origin string
	tree   tlog.Tree
}

func main() {
	lines := bufio.NewReaderSize(os.Stdin, 1<<20)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		var asked request
		if err := json.Unmarshal(line, &asked); err != nil {
			fmt.Println("refused: request:", err)
			continue
		}
		if err := answer(asked); err != nil {
			fmt.Println("refused:", strings.ReplaceAll(err.Error(), "\n", " "))
		} else {
			fmt.Println("ok")
		}
	}
}

func answer(asked request) error {
	switch asked.Do {
	case "log":
		return checkLog(asked)
	case "growth":
		return checkGrowth(asked)
	case "receipt":
		return checkReceipt(asked)
	}
	return errors.New("unknown request")
}

// opened verifies the log's signature and the quorum of witnesses, and parses the text.
func opened(text, key string, witnesses []string, quorum int) (checkpoint, error) {
	var found checkpoint
	log, err := note.NewVerifier(key)
	if err != nil {
		return found, err
	}
	known := []note.Verifier{log}
	for _, each := range witnesses {
		witness, err := newWitness(each)
		if err != nil {
			return found, err
		}
		known = append(known, witness)
	}
	signed, err := note.Open([]byte(text), note.VerifierList(known...))
	if err != nil {
		return found, err
	}
	byLog, byWitnesses := false, 0
	for _, signature := range signed.Sigs {
		if signature.Name == log.Name() && signature.Hash == log.KeyHash() {
			byLog = true
		} else {
			byWitnesses++
		}
	}
	if !byLog {
		return found, errors.New("the log has not signed")
	}
	if byWitnesses < quorum {
		return found, fmt.Errorf("%d of %d witnesses", byWitnesses, quorum)
	}
	rows := strings.Split(signed.Text, "\n")
	if len(rows) != 4 || rows[3] != "" || rows[0] != log.Name() {
		return found, errors.New("not a checkpoint of this log")
	}
	size, err := strconv.ParseInt(rows[1], 10, 64)
	if err != nil || strconv.FormatInt(size, 10) != rows[1] || size < 0 {
		return found, errors.New("malformed size")
	}
	root, err := tlog.ParseHash(rows[2])
	if err != nil {
		return found, err
	}
	return checkpoint{rows[0], tlog.Tree{N: size, Hash: root}}, nil
}

// stored keeps every hash of a tree that was made from its entries.
type stored []tlog.Hash

func (s stored) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var hashes []tlog.Hash
	for _, index := range indexes {
		if index >= int64(len(s)) {
			return nil, errors.New("no such hash")
		}
		hashes = append(hashes, s[index])
	}
	return hashes, nil
}

// checkLog makes the tree again from the entries, compares every tile and the root with it, and checks that the log has
// grown from each earlier checkpoint. (tlog.TileHashReader would be shorter, but in x/mod 0.7.0 it does not
// authenticate every tile that it reads.)
func checkLog(asked request) error {
	text := asked.Checkpoint
	if text == "" {
		data, err := os.ReadFile(filepath.Join(asked.Folder, "checkpoint"))
		if err != nil {
			return err
		}
		text = string(data)
	}
	now, err := opened(text, asked.Key, asked.Witnesses, asked.Quorum)
	if err != nil {
		return err
	}
	if now.tree.N == 0 {
		if now.tree.Hash != sha256.Sum256(nil) {
			return errors.New("wrong root of an empty log")
		}
		return nil
	}
	made, err := fromEntries(asked.Folder, now.tree.N)
	if err != nil {
		return err
	}
	for level := 0; now.tree.N>>(height*level) > 0; level++ {
		if err := checkLevel(asked.Folder, made, level, now.tree.N>>(height*level)); err != nil {
			return err
		}
	}
	root, err := tlog.TreeHash(now.tree.N, made)
	if err != nil || root != now.tree.Hash {
		return fmt.Errorf("the root differs: %v", err)
	}
	return checkEarlier(asked, now.tree, made)
}

func checkEarlier(asked request, now tlog.Tree, made stored) error {
	for _, each := range asked.Earlier {
		before, err := opened(each, asked.Key, nil, 0)
		if err != nil {
			return err
		}
		if before.tree.N > now.N {
			return errors.New("rolled back")
		}
		if before.tree.N == 0 {
			continue
		}
		proof, err := tlog.ProveTree(now.N, before.tree.N, made)
		if err != nil {
			return err
		}
		if err := tlog.CheckTree(proof, now.N, now.Hash, before.tree.N, before.tree.Hash); err != nil {
			return err
		}
	}
	return nil
}

// fromEntries reads every bundle of a log of this size.
func fromEntries(folder string, size int64) (stored, error) {
	var made stored
	for first := int64(0); first < size; first += width {
		tile := tileAt(0, first/width, size)
		path := strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1)
		data, whole, err := read(folder, path, tile.W)
		if err != nil {
			return nil, err
		}
		for n := 0; n < tile.W; n++ {
			if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
				return nil, fmt.Errorf("%s ends early", path)
			}
			length := 2 + int(binary.BigEndian.Uint16(data))
			hashes, err := tlog.StoredHashes(first+int64(n), data[2:length], made)
			if err != nil {
				return nil, err
			}
			made = append(made, hashes...)
			data = data[length:]
		}
		if len(data) > 0 && !whole {
			return nil, fmt.Errorf("%s goes on", path)
		}
	}
	return made, nil
}

// checkLevel compares every tile of a level.
func checkLevel(folder string, made stored, level int, held int64) error {
	for n := int64(0); n*width < held; n++ {
		tile := tileAt(level, n, held)
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		published, whole, err := read(folder, path, tile.W)
		if err != nil {
			return err
		}
		if whole && len(published) == width*tlog.HashSize {
			published = published[:tile.W*tlog.HashSize]
		}
		data, err := tlog.ReadTileData(tile, made)
		if err != nil || !bytes.Equal(published, data) {
			return fmt.Errorf("%s differs: %v", path, err)
		}
	}
	return nil
}

func tileAt(level int, n, held int64) tlog.Tile {
	tile := tlog.Tile{H: height, L: level, N: n, W: width}
	if held-n*width < width {
		tile.W = int(held - n*width)
	}
	return tile
}

// read takes the full tile, and says so, if a partial one is gone.
func read(folder, path string, w int) (data []byte, whole bool, err error) {
	data, err = os.ReadFile(filepath.Join(folder, path))
	if os.IsNotExist(err) && w < width {
		data, err = os.ReadFile(filepath.Join(folder, strings.TrimSuffix(path, fmt.Sprintf(".p/%d", w))))
		return data, true, err
	}
	return data, false, err
}

func checkGrowth(asked request) error {
	old, err := opened(asked.Old, asked.Key, nil, 0)
	if err != nil {
		return err
	}
	now, err := opened(asked.New, asked.Key, nil, 0)
	if err != nil {
		return err
	}
	hashes, err := parseHashes(asked.Proof)
	if err != nil {
		return err
	}
	return tlog.CheckTree(hashes, now.tree.N, now.tree.Hash, old.tree.N, old.tree.Hash)
}

func checkReceipt(asked request) error {
	head, text, found := strings.Cut(asked.Receipt, "\n\n")
	if !found {
		return errors.New("not a receipt")
	}
	lines := strings.Split(head, "\n")
	if lines[0] != "c2sp.org/tlog-proof@v1" {
		return errors.New("not a receipt")
	}
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		return errors.New("no index")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[0], "index "), 10, 64)
	if err != nil {
		return err
	}
	proof, err := parseHashes(lines[1:])
	if err != nil {
		return err
	}
	now, err := opened(text, asked.Key, asked.Witnesses, asked.Quorum)
	if err != nil {
		return err
	}
	if index < 0 || index >= now.tree.N {
		return errors.New("index outside the tree")
	}
	return tlog.CheckRecord(proof, now.tree.N, now.tree.Hash, index, tlog.RecordHash(asked.Entry))
}

func parseHashes(lines []string) ([]tlog.Hash, error) {
	var hashes []tlog.Hash
	for _, line := range lines {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return nil, err
		}
		hashes = append(hashes, hash)
	}
	return hashes, nil
}

// witness verifies cosignature/v1, which sumdb/note does not know.
type witness struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func newWitness(text string) (*witness, error) {
	parts := strings.SplitN(text, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("malformed witness key")
	}
	typed, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(typed) != 33 || typed[0] != 4 {
		return nil, errors.New("malformed witness key")
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), typed...))
	hash := binary.BigEndian.Uint32(sum[:])
	if fmt.Sprintf("%08x", hash) != parts[1] {
		return nil, errors.New("malformed witness key")
	}
	return &witness{parts[0], hash, typed[1:]}, nil
}

func (w *witness) Name() string    { return w.name }
func (w *witness) KeyHash() uint32 { return w.hash }
func (w *witness) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	signed := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(sig), msg)
	return ed25519.Verify(w.key, []byte(signed), sig[8:])
}
