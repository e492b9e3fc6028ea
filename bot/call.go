package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	telegram "github.com/go-telegram/bot"
)

// maxResponse bounds what is read of an answer, in bytes.
const maxResponse = 64 << 20

// response is an answer of the Bot API (Bot API, Making requests).
type response struct {
	OK          bool            `json:"ok"`
	Result      json.RawMessage `json:"result"`
	Description string          `json:"description"`
	Code        int             `json:"error_code"`
	Parameters  struct {
		RetryAfter int   `json:"retry_after"`
		MigrateTo  int64 `json:"migrate_to_chat_id"`
	} `json:"parameters"`
}

// sentMessage is what is read of a message that was sent.
type sentMessage struct {
	ID int `json:"message_id"`
}

// call makes a request in JSON. The client writes forms in many small chunks,
// which costs several times as much; what is sent most goes this way. Errors
// are the client's.
func (b *Bot) call(ctx context.Context, method string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	address := b.api + "/bot" + b.token.Reveal() + "/" + method
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return b.fault(err)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := b.http.Do(req)
	if err != nil {
		return b.fault(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var r response
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxResponse))
	if err == nil {
		err = json.Unmarshal(data, &r)
	}
	if err == nil && r.OK {
		err = json.Unmarshal(r.Result, out)
	}
	switch {
	case err != nil:
		return b.fault(fmt.Errorf("%s: HTTP %d: %w", method, resp.StatusCode, err))
	case !r.OK:
		return b.fault(r.err(method))
	}
	return nil
}

// err returns a refusal as the client would.
func (r *response) err(method string) error {
	known := map[int]error{
		http.StatusBadRequest:   telegram.ErrorBadRequest,
		http.StatusUnauthorized: telegram.ErrorUnauthorized,
		http.StatusForbidden:    telegram.ErrorForbidden,
		http.StatusNotFound:     telegram.ErrorNotFound,
		http.StatusConflict:     telegram.ErrorConflict,
	}
	switch {
	case r.Code == http.StatusTooManyRequests:
		return &telegram.TooManyRequestsError{Message: r.Description, RetryAfter: r.Parameters.RetryAfter}
	case r.Code == http.StatusBadRequest && r.Parameters.MigrateTo != 0:
		return &telegram.MigrateError{Message: r.Description, MigrateToChatID: int(r.Parameters.MigrateTo)}
	case known[r.Code] != nil:
		return fmt.Errorf("%w, %s", known[r.Code], r.Description)
	}
	return fmt.Errorf("error response from telegram for method %s, %d %s", method, r.Code, r.Description)
}
