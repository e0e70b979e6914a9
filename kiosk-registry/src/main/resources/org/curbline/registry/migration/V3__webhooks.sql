CREATE TABLE webhook (
    id                VARCHAR(64)    PRIMARY KEY,
    url               VARCHAR(2000)  NOT NULL,
    description       VARCHAR(200)   NOT NULL,
    wanted            VARCHAR(20000) NOT NULL, -- which events, in the gateway's words
    secret            VARCHAR(200)   NOT NULL,
    former_secret     VARCHAR(200),
    former_until      TIMESTAMP(3) WITH TIME ZONE,
    disabled_because  VARCHAR(500)   NOT NULL, -- empty while it is enabled
    revision          BIGINT         NOT NULL, -- grows when a person changes it
    created_at        TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    done              BIGINT         NOT NULL, -- the number of the last event that needs nothing more
    attempts          INTEGER        NOT NULL, -- in vain, of the next one
    failing_since     TIMESTAMP(3) WITH TIME ZONE,
    retry_at          TIMESTAMP(3) WITH TIME ZONE,
    deliveries        BIGINT         NOT NULL,
    CONSTRAINT former_secret_has_an_end CHECK ((former_secret IS NULL) = (former_until IS NULL))
);

-- What receivers are told or have yet to be told, in the order of its writing.
CREATE TABLE webhook_event (
    event_number BIGINT        PRIMARY KEY,
    id           VARCHAR(250)  NOT NULL UNIQUE,
    event_type   VARCHAR(100)  NOT NULL,
    kiosk        VARCHAR(64)   NOT NULL,
    service      VARCHAR(64)   NOT NULL,
    body         VARCHAR(8000) NOT NULL,
    logged_at    TIMESTAMP(3) WITH TIME ZONE NOT NULL
);

CREATE TABLE webhook_delivery (
    webhook         VARCHAR(64)  NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
    delivery_number BIGINT       NOT NULL,
    begun_at        TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    event_id        VARCHAR(250) NOT NULL,
    event_type      VARCHAR(100) NOT NULL,
    attempt         INTEGER      NOT NULL,
    outcome         VARCHAR(32)  NOT NULL,
    status          INTEGER      NOT NULL, -- of HTTP; 0 without an answer
    detail          VARCHAR(500) NOT NULL,
    millis          BIGINT       NOT NULL,
    PRIMARY KEY (webhook, delivery_number)
);

-- Gateways that write events, and those that died while they did.
CREATE TABLE webhook_gateway (
    id           VARCHAR(64) PRIMARY KEY,
    seen_at      TIMESTAMP(3) WITH TIME ZONE NOT NULL, -- by the database's clock
    logged_from  TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    logged_until TIMESTAMP(3) WITH TIME ZONE NOT NULL
);

-- Its only row is the lock of those who write events, and says which gateway delivers.
CREATE TABLE webhook_log (
    only_row        INTEGER     PRIMARY KEY CHECK (only_row = 1),
    next_event      BIGINT      NOT NULL,
    delivered_by    VARCHAR(64) NOT NULL,
    delivered_until TIMESTAMP(3) WITH TIME ZONE NOT NULL -- by the database's clock
);

INSERT INTO webhook_log (only_row, next_event, delivered_by, delivered_until)
VALUES (1, 1, '', TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00+00:00');
