CREATE TABLE command (
    id         VARCHAR(32)   PRIMARY KEY,
    kiosk      VARCHAR(64)   NOT NULL REFERENCES kiosk (id),
    name       VARCHAR(40)   NOT NULL,
    message    VARCHAR(4000) NOT NULL, -- JSON, as it is sent
    state      VARCHAR(16)   NOT NULL,
    changed_at TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    issued_by  VARCHAR(200)  NOT NULL,
    issued_at  TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    reason     VARCHAR(200)  NOT NULL,
    request    VARCHAR(300), -- the key of whoever asked, so that asking twice is once
    CONSTRAINT one_command_a_request UNIQUE (request)
);

CREATE INDEX command_by_state ON command (state);
CREATE INDEX command_by_kiosk ON command (kiosk, issued_at);
