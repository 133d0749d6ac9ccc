package io.github.ldapimport.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Sees the pages that are asked for, and may keep them from being answered. */
public final class PagesAsked extends InMemoryOperationInterceptor {
    private static final int MAX_SECONDS = 30;

    private final List<Integer> sizes = new CopyOnWriteArrayList<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final CountDownLatch blocked = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile int firstBlocked = Integer.MAX_VALUE;

    @Override
    public void processSearchRequest(InMemoryInterceptedSearchRequest search) throws LDAPException {
        for (Control control : search.getRequest().getControlList()) {
            if (control.getOID().equals(SimplePagedResultsControl.PAGED_RESULTS_OID)) {
                sizes.add(new SimplePagedResultsControl(control.getOID(), control.isCritical(), control.getValue())
                        .getSize());
                if (sizes.size() >= firstBlocked) {
                    blocked.countDown();
                    await(released);
                }
                answered.incrementAndGet();
            }
        }
    }

    private static void await(CountDownLatch latch) throws LDAPException {
        try {
            if (!latch.await(MAX_SECONDS, TimeUnit.SECONDS)) {
                throw new LDAPException(ResultCode.TIMEOUT, "The test did not go on");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LDAPException(ResultCode.OTHER, "interrupted", e);
        }
    }

    public void blockFrom(int page) {
        firstBlocked = page;
    }

    public void awaitBlocked() throws InterruptedException {
        assertThat(blocked.await(MAX_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    public void release() {
        released.countDown();
    }

    /** The page sizes that were asked for, in order. */
    public List<Integer> sizes() {
        return sizes;
    }

    public int answered() {
        return answered.get();
    }
}
