package org.curbline.simulator.kiosk;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Lets what is written out in pieces of 16 bytes, fifty a second; all at once when it is taken out of the pipeline.
 * What waits is bounded by what its kiosk may have on its way. All on the channel's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails ends the connection, and that is told
final class Drip extends ChannelDuplexHandler {
    private static final int DROP_BYTES = 16;
    private static final int INTERVAL_MILLIS = 20;

    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private boolean dripping;

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (!(message instanceof ByteBuf bytes) || !bytes.isReadable()) {
            context.write(message, promise);
            return;
        }
        waiting.add(new Waiting(bytes, promise));
        if (!dripping) {
            dripping = true;
            drip(context);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        waiting.forEach(each -> context.write(each.bytes, each.promise));
        waiting.clear();
        context.flush();
    }

    /** Nobody is left to take it. */
    @Override
    public void channelInactive(ChannelHandlerContext context) {
        waiting.forEach(each -> each.bytes.release());
        waiting.clear();
        context.fireChannelInactive();
    }

    private void drip(ChannelHandlerContext context) {
        Waiting first = waiting.peek();
        if (first == null || context.isRemoved()) {
            dripping = false;
            return;
        }
        if (first.bytes.readableBytes() > DROP_BYTES) {
            context.write(first.bytes.readRetainedSlice(DROP_BYTES));
        } else {
            waiting.remove();
            context.write(first.bytes, first.promise);
        }
        context.flush();
        context.executor().schedule(() -> drip(context), INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    private record Waiting(ByteBuf bytes, ChannelPromise promise) {}
}
