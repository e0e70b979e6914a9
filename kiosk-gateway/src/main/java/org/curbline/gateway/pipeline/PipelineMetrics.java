package org.curbline.gateway.pipeline;

import java.time.Duration;

/** What pipelines and connections report for the histograms; the books have their own way. Any thread. */
public interface PipelineMetrics {
    void batchWritten(int events);

    /** @param fromPublish from the arrival of a PUBLISH to the writing of its acknowledgement */
    void acknowledged(Duration fromPublish);
}
