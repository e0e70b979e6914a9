package org.curbline.gateway.pipeline;

import java.time.Duration;

/** What pipelines and connections report as it happens; the books have their own way. Any thread. */
public interface PipelineMetrics {
    void batchWritten(int events);

    /** @param fromPublish from the arrival of a PUBLISH to the writing of its acknowledgement */
    void acknowledged(Duration fromPublish);

    /** @param reason why a connection was cut, of a small closed set */
    void protocolError(String reason);

    /** @param reason why a CONNECT was refused, of a small closed set */
    void connectionRefused(String reason);
}
